"""Prints the members of shapes of AWS's published service models, as JSON: botocore has them."""
import json
import sys

from botocore.loaders import Loader


def describe(model, name, path=()):
    shape = model["shapes"][name]
    kind = shape["type"]
    if name in path:
        return {"type": kind}
    if kind == "structure":
        members = shape["members"].items()
        return {"type": kind, "members": {key: describe(model, of["shape"], (*path, name)) for key, of in members}}
    if kind == "list":
        return {"type": kind, "member": describe(model, shape["member"]["shape"], (*path, name))}
    return {"type": kind, "enum": shape.get("enum")}


models = {}
result = {}
for service, operation, part in json.loads(sys.argv[1]):
    model = models.setdefault(service, Loader().load_service_model(service, "service-2"))
    shape = model["operations"][operation].get(part)
    result[f"{operation} {part}"] = describe(model, shape["shape"])
print(json.dumps(result))
