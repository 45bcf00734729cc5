"""Where files lie: on a disk, or in an object store (`s3://…`) that can neither rename nor lock."""
