"""Made-up posts as Apify's scraper gives them."""


def posts(n: int) -> list[dict]:
    """Posts with captions in several scripts, some by the same author, some without tags."""
    return [
        {
            "id": str((1_700_000_000 + i << 32) + i),
            "text": f"caption {i} កាហ្វេ, {'call 0901 234 567' if i % 9 == 0 else 'ok'}\n#tag{i % 3}",
            "webVideoUrl": f"https://www.tiktok.com/@user.{i % 7}/video/{(1_700_000_000 + i << 32) + i}",
            "playCount": 1000 + i,
            "diggCount": 10 + i,
            "authorMeta": {"name": f"user.{i % 7}", "fans": 100 * (i % 7) + 1},
            "hashtags": [{"name": f"tag{i % 3}"}, {"name": "food"}] if i % 4 else [],
        }
        for i in range(n)
    ]
