"""The mentor page on Python and boto3: the runtime API, one GetItem, the same fields."""

import http.client
import json
import os

import boto3
from boto3.dynamodb.types import TypeDeserializer

TABLE = os.environ["TABLE"]
ROW = {"id": "id", "name": "name", "ratingCount": "rating_count", "totalSessions": "sessions", "timezone": "zone",
       "version": "version"}
ABOUT = {"bio": "bio", "expertise": "expertise", "company": "company", "jobTitle": "job_title",
         "yearsOfExperience": "years_of_experience", "linkedin": "linkedin", "github": "github", "twitter": "twitter"}
table = boto3.client("dynamodb")
read = TypeDeserializer().deserialize


def handle(event):
    user = event["rawPath"].rsplit("/", 1)[-1]
    item = table.get_item(TableName=TABLE, Key={"pk": {"S": user}, "sk": {"S": "mentor"}}).get("Item")
    row = {name: read(value) for name, value in item.items()} if item else {}
    if row.get("approval") != "approved":
        return answer(404, {"success": False, "error": {"code": "NOT_FOUND"}})
    shown = {name: row.get(of) for name, of in ROW.items()}
    shown |= {name: row["about"].get(of) for name, of in ABOUT.items()}
    rated = row.get("rating_count") or 0
    shown["rating"] = round(int(row["rating_sum"]) / int(rated), 2) if rated else 0.0
    shown["photoUrl"] = row.get("photo")
    shown["isApproved"] = True
    return answer(200, {"success": True, "data": shown}, {"etag": f'"{row["version"]}"'})


def answer(status, body, headers=()):
    return {"statusCode": status, "headers": {"content-type": "application/json", **dict(headers)},
            "body": json.dumps(body, default=int), "isBase64Encoded": False}


def main():
    runtime = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    while True:
        runtime.request("GET", "/2018-06-01/runtime/invocation/next")
        reply = runtime.getresponse()
        event, invocation = json.loads(reply.read()), reply.headers["lambda-runtime-aws-request-id"]
        body = json.dumps(handle(event), separators=(",", ":")).encode()
        runtime.request("POST", f"/2018-06-01/runtime/invocation/{invocation}/response", body)
        runtime.getresponse().read()


main()
