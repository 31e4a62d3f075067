"""Reads calls as JSON lines, makes them with boto3, and prints each result as a JSON line."""

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
        outcome = {"code": "ok", "result": result}
    except ClientError as error:
        outcome = {"code": error.response["Error"]["Code"]}
    print(json.dumps(outcome, default=str), flush=True)
