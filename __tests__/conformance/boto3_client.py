"""Makes the calls that come in, one JSON line each, by boto3, and answers each with a JSON line."""

import json
import sys

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

clients = {}

for line in sys.stdin:
    call = json.loads(line)
    service = call["service"]
    if service not in clients:
        clients[service] = boto3.client(service, config=Config(retries={"total_max_attempts": 1}))
    try:
        result = getattr(clients[service], xform_name(call["action"]))(**call["input"])
        result.pop("ResponseMetadata")
        answer = {"code": "ok", "result": result}
    except ClientError as error:
        answer = {"code": error.response["Error"]["Code"]}
    print(json.dumps(answer, default=str), flush=True)
