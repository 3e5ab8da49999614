//! CloudFormation's references and functions, answered with this machine's values.

use super::{
    TemplateError,
    value::{join, list, select, split, text, truth},
};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

pub const REGION: &str = "eu-west-1";
pub const ACCOUNT: &str = "000000000000";

/// The whole template in long form, and what it stands for here.
pub struct Resolver<'a> {
    pub template: &'a Json,
    pub local: &'a LocalValues,
}

/// What a deployment would give the template: answers for this machine.
#[derive(Debug, Clone, Default)]
pub struct LocalValues {
    pub parameters: BTreeMap<String, String>,
    /// The JSON secret's keys, for `{{resolve:secretsmanager:…:SecretString:KEY}}`.
    pub secrets: BTreeMap<String, String>,
    /// Wins over the template's value of a variable, where a function lists that variable.
    pub environment: BTreeMap<String, String>,
}

impl Resolver<'_> {
    /// The value with every reference and function in it answered. `AWS::NoValue` leaves no trace.
    pub fn resolve(&self, value: &Json) -> Result<Json, TemplateError> {
        Ok(self.present(value)?.unwrap_or_default())
    }

    fn present(&self, value: &Json) -> Result<Option<Json>, TemplateError> {
        let found = match value {
            Json::Object(map) => match function(map) {
                Some(("Ref", name)) if name == "AWS::NoValue" => return Ok(None),
                Some(("Fn::If", argument)) => return self.present(self.branch(argument)?),
                Some((name, argument)) => self.call(name, argument)?,
                None => {
                    let kept =
                        map.iter().filter_map(|(k, v)| Some(self.present(v).transpose()?.map(|v| (k.clone(), v))));
                    Json::Object(kept.collect::<Result<Map<_, _>, _>>()?)
                }
            },
            Json::Array(items) => items.iter().filter_map(|v| self.present(v).transpose()).collect::<Result<_, _>>()?,
            plain => plain.clone(),
        };
        Ok(Some(found))
    }

    fn call(&self, name: &str, argument: &Json) -> Result<Json, TemplateError> {
        match name {
            "Ref" => self.reference(&text(argument)),
            "Fn::Sub" => self.substitute(argument),
            _ => {
                let argument = self.resolve(argument)?;
                match name {
                    "Fn::GetAtt" => Ok(self.attribute(&text(&argument[0]), &text(&argument[1]))),
                    "Fn::Join" => Ok(join(&argument).into()),
                    "Fn::Split" => Ok(split(&argument)),
                    "Fn::Select" => Ok(select(&argument)),
                    "Fn::Equals" => Ok((argument[0] == argument[1]).into()),
                    "Fn::Not" => Ok((!truth(&argument[0])).into()),
                    "Fn::And" => Ok(list(&argument).iter().all(truth).into()),
                    "Fn::Or" => Ok(list(&argument).iter().any(truth).into()),
                    "Fn::ToJsonString" => Ok(argument.to_string().into()),
                    "Fn::FindInMap" => Ok(self.template["Mappings"]
                        .pointer(&format!("/{}/{}/{}", text(&argument[0]), text(&argument[1]), text(&argument[2])))
                        .cloned()
                        .unwrap_or_default()),
                    other => Err(TemplateError::Unknown(other.to_owned())),
                }
            }
        }
    }

    fn reference(&self, name: &str) -> Result<Json, TemplateError> {
        if let Some(pseudo) = pseudo(name) {
            return Ok(pseudo.into());
        }
        if let parameter @ Json::Object(_) = &self.template["Parameters"][name] {
            return self.parameter(name, parameter);
        }
        if self.template["Resources"][name].is_object() {
            return Ok(self.physical_name(name)?.into());
        }
        // SAM makes this one itself from Globals.
        if name == "ServerlessHttpApi" { Ok(name.into()) } else { Err(TemplateError::Dangling(name.to_owned())) }
    }

    fn parameter(&self, name: &str, declared: &Json) -> Result<Json, TemplateError> {
        let default = || declared.get("Default").map(text);
        let value = self.local.parameters.get(name).cloned().or_else(default);
        let value = value.ok_or_else(|| TemplateError::NoValue(name.to_owned()))?;
        Ok(match declared["Type"].as_str() {
            Some("CommaDelimitedList") => value.split(',').map(|part| Json::from(part.trim())).collect(),
            _ => value.into(),
        })
    }

    /// The name that a resource bears here: its own if the template gives one.
    pub fn physical_name(&self, logical: &str) -> Result<String, TemplateError> {
        let resource = &self.template["Resources"][logical];
        let (named, fallback) = match resource["Type"].as_str() {
            Some("AWS::DynamoDB::Table") => ("TableName", logical.to_owned()),
            Some("AWS::S3::Bucket") => ("BucketName", format!("local-{}", logical.to_lowercase())),
            _ => return Ok(logical.to_owned()),
        };
        let name = self.resolve(&resource["Properties"][named])?;
        Ok(name.as_str().map_or(fallback, str::to_owned))
    }

    fn attribute(&self, resource: &str, attribute: &str) -> Json {
        let name = self.physical_name(resource).unwrap_or_else(|_| resource.to_owned());
        let arn = |service: &str, rest: String| format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}");
        match (self.template["Resources"][resource]["Type"].as_str(), attribute) {
            (Some("AWS::DynamoDB::Table"), "StreamArn") => arn("dynamodb", format!("table/{name}/stream/local")),
            (Some("AWS::DynamoDB::Table"), "Arn") => arn("dynamodb", format!("table/{name}")),
            (Some("AWS::S3::Bucket"), "Arn") => format!("arn:aws:s3:::{name}"),
            (_, "Arn") => arn("local", name),
            (_, other) => format!("{name}.{other}"),
        }
        .into()
    }

    fn substitute(&self, argument: &Json) -> Result<Json, TemplateError> {
        let (pattern, own) = match argument {
            Json::Array(parts) => (text(&parts[0]), self.resolve(&parts[1])?),
            other => (text(other), Json::Null),
        };
        let mut out = String::new();
        let mut rest = pattern.as_str();
        while let Some((before, after)) = rest.split_once("${") {
            let (name, tail) = after.split_once('}').ok_or_else(|| TemplateError::Dangling(pattern.clone()))?;
            out.push_str(before);
            out.push_str(&self.substituted(name, &own)?);
            rest = tail;
        }
        out.push_str(rest);
        Ok(out.into())
    }

    fn substituted(&self, name: &str, own: &Json) -> Result<String, TemplateError> {
        if let Some(literal) = name.strip_prefix('!') {
            return Ok(format!("${{{literal}}}"));
        }
        if let Some(value) = own.get(name) {
            return Ok(text(value));
        }
        match name.split_once('.') {
            Some((resource, attribute)) => Ok(text(&self.attribute(resource, attribute))),
            None => Ok(text(&self.reference(name)?)),
        }
    }

    fn branch<'v>(&self, argument: &'v Json) -> Result<&'v Json, TemplateError> {
        let condition = self.resolve(&self.template["Conditions"][&text(&argument[0])])?;
        Ok(if truth(&condition) { &argument[1] } else { &argument[2] })
    }
}

/// The single intrinsic function that a mapping is, if it is one.
fn function(map: &Map<String, Json>) -> Option<(&str, &Json)> {
    let (name, argument) = map.iter().next().filter(|_| map.len() == 1)?;
    (name == "Ref" || name.starts_with("Fn::")).then_some((name.as_str(), argument))
}

fn pseudo(name: &str) -> Option<&'static str> {
    match name {
        "AWS::Region" => Some(REGION),
        "AWS::AccountId" => Some(ACCOUNT),
        "AWS::Partition" => Some("aws"),
        "AWS::StackName" => Some("ithaca"),
        "AWS::URLSuffix" => Some("amazonaws.com"),
        "AWS::StackId" => Some("arn:aws:cloudformation:eu-west-1:000000000000:stack/ithaca/local"),
        _ => None,
    }
}
