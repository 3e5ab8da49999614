"""What SAM makes of template.yaml, held against what template.yaml says.

SAM replaces some things without a word (all of CORS, when one part of it is a reference), and
a linter that reads the source does not see it.
"""

import re
import sys

from samcli.yamlhelper import yaml_parse
from samtranslator.translator.transform import transform

# What SAM adds to every role by itself: logs, traces, and reading the stream.
MANAGED = {"AWSLambdaBasicExecutionRole", "AWSXrayWriteOnlyAccess", "AWSLambdaDynamoDBExecutionRole"}
CORS = {"allowOrigins", "allowCredentials", "allowMethods", "allowHeaders", "exposeHeaders", "maxAge"}


class NoManagedPolicies:
    """SAM asks an account for these; none of ours is by name."""

    def load(self):
        return {}


def of_type(template, kind):
    return {name: part for name, part in template["Resources"].items() if part["Type"] == kind}


def listed(value):
    return value if isinstance(value, list) else [value]


def paths_of(source):
    for function in of_type(source, "AWS::Serverless::Function").values():
        for event in function["Properties"].get("Events", {}).values():
            if event["Type"] == "HttpApi":
                yield event["Properties"].get("Path", "$default")


def references(value):
    """The logical name in every Ref, GetAtt and Sub."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "Ref":
                yield item
            elif key == "Fn::GetAtt":
                yield item[0] if isinstance(item, list) else item.split(".")[0]
            elif key == "Fn::Sub":
                text, own = (item, {}) if isinstance(item, str) else item
                yield from set(re.findall(r"\$\{([\w:]+)", text)) - set(own)
                yield from references(own)
            else:
                yield from references(item)


def dangling(made):
    """cfn-lint looks for these too, but not in a template that SAM has yet to translate."""
    known = set(made["Resources"]) | set(made["Parameters"])
    parts = {"Resources": made["Resources"], "Outputs": made["Outputs"], "Conditions": made["Conditions"]}
    for name in sorted(set(references(list(parts.values())))):
        if name not in known and not name.startswith("AWS::"):
            yield f"{name} is referred to and is nowhere"


def unanswered(source, made):
    """Routes of the WebSocket API that SAM lost, or that reply to nobody."""
    made_routes = {route["Properties"]["RouteKey"]: name for name, route in of_type(made, "AWS::ApiGatewayV2::Route").items()}
    answers = [answer["Properties"]["RouteId"] for answer in of_type(made, "AWS::ApiGatewayV2::RouteResponse").values()]
    for api in of_type(source, "AWS::Serverless::WebSocketApi").values():
        for key, route in api["Properties"]["Routes"].items():
            if key not in made_routes:
                yield f"{key} is in the template and not in the WebSocket API"
            elif "RouteResponseSelectionExpression" in route and {"Ref": made_routes[key]} not in answers:
                yield f"what is replied on {key} goes nowhere"


def complaints(source, made):
    yield from dangling(made)
    apis = of_type(made, "AWS::ApiGatewayV2::Api").values()
    (api,) = [api for api in apis if "Body" in api["Properties"]]
    yield from unanswered(source, made)
    body = api["Properties"]["Body"]
    for path in set(paths_of(source)) - set(body["paths"]):
        yield f"{path} is in the template and not in the API"
    cors = body["x-amazon-apigateway-cors"]["Fn::If"][1]
    if set(cors) != CORS:
        yield f"CORS came out as {sorted(cors)}"
    for name, role in of_type(made, "AWS::IAM::Role").items():
        for arn in role["Properties"].get("ManagedPolicyArns", []):
            if arn.rsplit("/", 1)[-1] not in MANAGED:
                yield f"{name} has {arn}"
        for policy in role["Properties"].get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                for action in listed(statement["Action"]):
                    if "*" in action:
                        yield f"{name} may {action}"
                if "*" in listed(statement["Resource"]):
                    yield f"{name} may {statement['Action']} on anything"
    for name, schedule in of_type(made, "AWS::Scheduler::Schedule").items():
        if "Fn::Sub" not in schedule["Properties"]["Name"]:
            yield f"{name} bears a name that two stacks would share"


def main(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    source, made = yaml_parse(text), yaml_parse(text)
    for function in of_type(made, "AWS::Serverless::Function").values():
        function["Properties"]["CodeUri"] = "s3://bucket/key"  # as `sam package` leaves it
    made = transform(made, {}, NoManagedPolicies())
    found = list(complaints(source, made))
    print("\n".join(found) or f"{len(made['Resources'])} resources, {len(set(paths_of(source)))} routes")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
