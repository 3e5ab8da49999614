//! `OpenAPI` 3.1 from the handlers' own types: each argument and the reply say what they are. There
//! is nothing to keep in step by hand.

use std::collections::{BTreeMap, BTreeSet};

use domain::Role;
use utoipa::openapi::path::{
    HttpMethod, Operation as Spec, OperationBuilder, Parameter, ParameterBuilder, ParameterIn,
};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, HeaderBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, PathsBuilder,
    RefOr, Required, ResponsesBuilder,
};
use utoipa::{IntoParams, ToSchema};

use crate::error::Failure;
use crate::routes::Route;

/// Something in a handler's signature that says something to callers.
pub trait Describe {
    fn describe(operation: &mut Operation) {
        let _ = operation;
    }
}

/// A handler whose whole signature describes itself.
pub trait Documented<T> {
    fn describe(operation: &mut Operation);
}

macro_rules! documented {
    ($($argument:ident)*) => {
        impl<F, Answer, Reply, Refusal, Mark, $($argument,)*> Documented<(Mark, $($argument,)*)> for F
        where
            F: Fn($($argument,)*) -> Answer,
            Answer: Future<Output = Result<Reply, Refusal>>,
            Reply: Describe,
            Refusal: Describe,
            $($argument: Describe,)*
        {
            fn describe(operation: &mut Operation) {
                $($argument::describe(operation);)*
                Reply::describe(operation);
                Refusal::describe(operation);
            }
        }
    };
}
documented! { A }
documented! { A B }
documented! { A B C }
documented! { A B C D }
documented! { A B C D E }
documented! { A B C D E G }
documented! { A B C D E G H }
documented! { A B C D E G H I }

impl<S> Describe for axum::extract::State<S> {}
impl<T: Describe> Describe for Option<T> {
    fn describe(operation: &mut Operation) {
        T::describe(operation);
    }
}

/// One operation in the making.
pub struct Operation {
    spec: OperationBuilder,
    responses: BTreeMap<String, Response>,
    route: Route,
    schemas: Schemas,
}

/// Schemas by their names, and the names that stand for two.
#[derive(Default)]
struct Schemas {
    known: BTreeMap<String, RefOr<Schema>>,
    clashes: BTreeSet<String>,
}

impl Schemas {
    fn add(&mut self, name: String, schema: RefOr<Schema>) {
        if self.known.get(&name).is_some_and(|known| *known != schema) {
            self.clashes.insert(name.clone());
        }
        self.known.insert(name, schema);
    }
}

impl Operation {
    fn new(route: &Route) -> Self {
        let (spec, responses, schemas) = (OperationBuilder::new(), BTreeMap::new(), Schemas::default());
        let mut operation = Self { spec, responses, route: route.clone(), schemas };
        operation.fails(500);
        operation.fails(503);
        operation
    }

    /// Replies with this status and body.
    pub fn replies<T: ToSchema>(&mut self, status: u16) {
        let response =
            ResponseBuilder::new().description(reason(status)).content("application/json", self.content::<T>());
        self.response(status, response);
    }

    /// Replies with a `T` inside something: `wrap` makes the whole body's schema of `T`'s.
    pub fn replies_around<T: ToSchema>(&mut self, status: u16, wrap: impl FnOnce(RefOr<Schema>) -> Schema) {
        let inner = self.schema::<T>();
        let content = ContentBuilder::new().schema(Some(wrap(inner))).build();
        self.response(status, ResponseBuilder::new().description(reason(status)).content("application/json", content));
    }

    /// Replies with this status and no body.
    pub fn replies_empty(&mut self, status: u16) {
        self.response(status, ResponseBuilder::new().description(reason(status)));
    }

    /// Replies with text of a type of its own, such as `text/html`.
    pub fn replies_text(&mut self, status: u16, media: &str) {
        let text = ObjectBuilder::new().schema_type(Type::String).build();
        let content = ContentBuilder::new().schema(Some(text)).build();
        self.response(status, ResponseBuilder::new().description(reason(status)).content(media, content));
    }

    /// Replies of these statuses bring this header.
    pub fn brings(&mut self, statuses: impl Fn(u16) -> bool, name: &str, says: &str) {
        let text = ObjectBuilder::new().schema_type(Type::String);
        let header = HeaderBuilder::new().schema(Some(text)).description(Some(says)).build();
        let replies = self.responses.iter_mut().filter(|(status, _)| status.parse().is_ok_and(&statuses));
        for (_, reply) in replies {
            reply.headers.insert(name.to_owned(), header.clone().into());
        }
    }

    /// May fail with this status, in the one shape.
    pub fn fails(&mut self, status: u16) {
        self.replies::<Failure>(status);
        if matches!(status, 429 | 503) {
            self.brings(|known| known == status, "Retry-After", "Seconds until it may work.");
        }
    }

    /// Takes this body.
    pub fn body<T: ToSchema>(&mut self, media: &str) {
        let body = RequestBodyBuilder::new().content(media, self.content::<T>()).required(Some(Required::True)).build();
        self.edit(|spec| spec.request_body(Some(body)));
        self.fails(400);
        self.replies_empty(413); // the gateway's own, which it shapes itself
    }

    /// Takes a file.
    pub fn file(&mut self) {
        let file = ObjectBuilder::new().schema_type(Type::String).content_media_type("application/octet-stream");
        let form = ObjectBuilder::new().property("file", file).required("file").build();
        let content = ContentBuilder::new().schema(Some(form)).build();
        let body =
            RequestBodyBuilder::new().content("multipart/form-data", content).required(Some(Required::True)).build();
        self.edit(|spec| spec.request_body(Some(body)));
        self.fails(400);
        self.fails(413);
    }

    /// Takes text of a type of its own.
    pub fn text_body(&mut self, media: &str) {
        let text = ObjectBuilder::new().schema_type(Type::String).build();
        let content = ContentBuilder::new().schema(Some(text)).build();
        let body = RequestBodyBuilder::new().content(media, content).required(Some(Required::True)).build();
        self.edit(|spec| spec.request_body(Some(body)));
        self.fails(400);
    }

    /// Takes these query parameters.
    pub fn query<T: IntoParams>(&mut self) {
        for parameter in T::into_params(|| Some(ParameterIn::Query)) {
            self.parameter(parameter);
        }
    }

    /// The path's one parameter.
    pub fn path_parameter(&mut self, schema: RefOr<Schema>) {
        let Some(name) = self.route.path.split(['{', '}']).nth(1).map(str::to_owned) else { return };
        let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path).required(Required::True);
        self.parameter(parameter.schema(Some(schema)).build());
    }

    /// Looks at this header, whose text is of this pattern.
    pub fn header(&mut self, name: &str, says: &str, pattern: &str) {
        let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).build();
        let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Header).required(Required::False);
        self.parameter(parameter.description(Some(says)).schema(Some(text)).build());
    }

    /// Only for somebody signed in, with `role` where one is named.
    pub fn signed_in(&mut self, role: Option<Role>) {
        let scopes: Vec<String> = role.iter().map(Role::to_string).collect();
        self.edit(|spec| spec.security(SecurityRequirement::new("token", scopes)));
        self.fails(401);
        // A write with a cookie may come from a page of somebody else's.
        if role.is_some() || !self.route.method.is_safe() {
            self.fails(403);
        }
    }

    fn response(&mut self, status: u16, response: ResponseBuilder) {
        self.responses.insert(status.to_string(), response.build());
    }

    fn parameter(&mut self, parameter: Parameter) {
        self.edit(|spec| spec.parameter(parameter));
    }

    fn content<T: ToSchema>(&mut self) -> utoipa::openapi::content::Content {
        ContentBuilder::new().schema(Some(self.schema::<T>())).build()
    }

    /// A reference to `T`, whose own schema goes among the components.
    fn schema<T: ToSchema>(&mut self) -> RefOr<Schema> {
        let mut named = Vec::new();
        T::schemas(&mut named);
        for (name, schema) in named {
            self.schemas.add(name, schema);
        }
        match T::schema() {
            RefOr::T(Schema::Object(object)) if !object.properties.is_empty() => {
                let name = T::name().into_owned();
                self.schemas.add(name.clone(), Schema::Object(object).into());
                utoipa::openapi::Ref::from_schema_name(name).into()
            }
            inline => inline,
        }
    }

    fn edit(&mut self, edit: impl FnOnce(OperationBuilder) -> OperationBuilder) {
        self.spec = edit(std::mem::take(&mut self.spec));
    }

    fn finish(self) -> (Spec, Schemas) {
        let responses = ResponsesBuilder::new().responses_from_iter(self.responses).build();
        (self.spec.responses(responses).build(), self.schemas)
    }
}

/// The names that stand for two different schemas. There must be none: a reader would be shown the wrong one.
pub fn clashes<'a>(routes: impl IntoIterator<Item = &'a Route>) -> BTreeSet<String> {
    let mut all = Schemas::default();
    for Schemas { known, clashes } in routes.into_iter().map(|route| described(route).1) {
        all.clashes.extend(clashes);
        for (name, schema) in known {
            all.add(name, schema);
        }
    }
    all.clashes
}

fn described(route: &Route) -> (Spec, Schemas) {
    let mut operation = Operation::new(route);
    (route.describe)(&mut operation);
    operation.finish()
}

/// The document of these routes.
pub fn document<'a>(routes: impl IntoIterator<Item = &'a Route>) -> OpenApi {
    let mut paths: BTreeMap<String, PathItem> = BTreeMap::new();
    let mut components =
        ComponentsBuilder::new().security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    for route in routes {
        let (mut spec, schemas) = described(route);
        spec.operation_id = Some(operation_id(route));
        spec.tags = Some(vec![route.handler.split("::").next().unwrap_or_default().to_owned()]);
        components = components.schemas_from_iter(schemas.known);
        let item = PathItem::new(method(&route.method), spec);
        match paths.get_mut(&route.path) {
            Some(known) => known.merge_operations(item),
            None => {
                paths.insert(route.path.clone(), item);
            }
        }
    }
    let all = paths.into_iter().fold(PathsBuilder::new(), |all, (path, item)| all.path(path, item));
    let info = InfoBuilder::new().title("Ithaca").version(env!("CARGO_PKG_VERSION")).description(Some(ABOUT)).build();
    OpenApiBuilder::new().info(info).paths(all.build()).components(Some(components.build())).build()
}

const ABOUT: &str = "The backend of an organisation that runs mentorship.";

fn operation_id(route: &Route) -> String {
    let place = route.path.replace(['{', '}'], "").replace('/', "_");
    format!("{}{place}", route.method.as_str().to_lowercase())
}

fn method(method: &http::Method) -> HttpMethod {
    match method.as_str() {
        "POST" => HttpMethod::Post,
        "PUT" => HttpMethod::Put,
        "PATCH" => HttpMethod::Patch,
        "DELETE" => HttpMethod::Delete,
        _ => HttpMethod::Get,
    }
}

fn reason(status: u16) -> String {
    let known = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    known.unwrap_or("reply").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_stands_for_two_schemas_is_noticed() {
        let schema = |of| RefOr::T(Schema::Object(ObjectBuilder::new().schema_type(of).build()));
        let mut schemas = Schemas::default();
        schemas.add("Status".to_owned(), schema(Type::String));
        schemas.add("Status".to_owned(), schema(Type::String));
        assert!(schemas.clashes.is_empty());
        schemas.add("Status".to_owned(), schema(Type::Object));
        assert_eq!(schemas.clashes.into_iter().collect::<Vec<_>>(), ["Status"]);
    }
}
