import json
from urllib.parse import urlencode, urljoin
from urllib.request import urlopen

PAST_CONTRACT = ["contracted", "being-installed", "in-service"]
query = urlencode({"sector": "health", "machine": PAST_CONTRACT}, doseq=True)
address = f"http://127.0.0.1:8000/api/v1/factories/?{query}"
while address:
    with urlopen(address) as answer:
        page = json.load(answer)
    for factory in page["results"]:
        print(factory["name"], factory["country"]["code"], ", ".join(factory["machine_status"]), sep="\t")
    address = page["next"] and urljoin(address, page["next"])
