"""Names every grant on the table, in template.yaml, that no test used.

    ITHACA_VERBS=verbs.txt cargo test --workspace && python .ci/idle_verbs.py template.yaml verbs.txt

The other direction needs no script: the testkit refuses what the template does not grant.
"""

import sys

from samcli.yamlhelper import yaml_parse


def listed(value):
    return value if isinstance(value, list) else [value]


def short(arn):
    """`Table`, `Table/index/gsi1`: as the testkit writes it."""
    if "Fn::GetAtt" in arn:
        return listed(arn["Fn::GetAtt"])[0].split(".")[0]
    return arn["Fn::Sub"].replace("${Table.Arn}", "Table")


def granted(template):
    for resource in template["Resources"].values():
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        function = resource["Properties"]["CodeUri"].removeprefix("target/lambda/")
        for policy in resource["Properties"]["Policies"]:
            for statement in policy["Statement"]:
                for action in listed(statement["Action"]):
                    if action.startswith("dynamodb:"):
                        for arn in listed(statement["Resource"]):
                            yield f"{function} {short(arn)} {action}"


def main(template, verbs):
    with open(template, encoding="utf-8") as file:
        grants = set(granted(yaml_parse(file.read())))
    with open(verbs, encoding="utf-8") as file:
        used = set(file.read().splitlines())
    idle = sorted(grants - used)
    print("\n".join(f"granted and never used: {line}" for line in idle) or f"{len(grants)} grants, all used")
    return 1 if idle else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
