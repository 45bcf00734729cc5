"""Reports made by the workers of a Dask cluster, and written by the runner alone.

`joining` and `sending` are the runner's side, `worker` is what a worker of the cluster does, `station` the process in
which it makes reports, with an environment and a folder of its own, so that the cluster's other work is not touched;
`likeness` tells whether a worker would make the same report as the runner.  Dask runs a task again whose worker has
gone; as a worker gives back an executed notebook and writes nothing, a report that was run twice is written once.
"""
