//! `OpenAPI` 3.1 from the handlers' own types: each argument and the reply say what they are. There
//! is nothing to keep in step by hand.

use std::collections::BTreeMap;

use domain::Role;
use utoipa::openapi::path::{
    HttpMethod, Operation as Spec, OperationBuilder, Parameter, ParameterBuilder, ParameterIn,
};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, PathsBuilder, RefOr, Required,
};
use utoipa::{IntoParams, ToSchema};

use crate::error::{Error, Failure};
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
        impl<F, Answer, Reply, Mark, $($argument,)*> Documented<(Mark, $($argument,)*)> for F
        where
            F: Fn($($argument,)*) -> Answer,
            Answer: Future<Output = Result<Reply, Error>>,
            Reply: Describe,
            $($argument: Describe,)*
        {
            fn describe(operation: &mut Operation) {
                $($argument::describe(operation);)*
                Reply::describe(operation);
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
    path: String,
    schemas: BTreeMap<String, RefOr<Schema>>,
}

impl Operation {
    fn new(path: &str) -> Self {
        let mut operation = Self { spec: OperationBuilder::new(), path: path.to_owned(), schemas: BTreeMap::new() };
        operation.fails(500);
        operation
    }

    /// Replies with this status and body.
    pub fn replies<T: ToSchema>(&mut self, status: u16) {
        let response =
            ResponseBuilder::new().description(reason(status)).content("application/json", self.content::<T>());
        self.edit(|spec| spec.response(status.to_string(), response.build()));
    }

    /// Replies with a `T` inside something: `wrap` makes the whole body's schema of `T`'s.
    pub fn replies_around<T: ToSchema>(&mut self, status: u16, wrap: impl FnOnce(RefOr<Schema>) -> Schema) {
        let inner = self.schema::<T>();
        let content = ContentBuilder::new().schema(Some(wrap(inner))).build();
        let response = ResponseBuilder::new().description(reason(status)).content("application/json", content);
        self.edit(|spec| spec.response(status.to_string(), response.build()));
    }

    /// Replies with this status and no body.
    pub fn replies_empty(&mut self, status: u16) {
        self.edit(|spec| spec.response(status.to_string(), ResponseBuilder::new().description(reason(status)).build()));
    }

    /// Replies with text of a type of its own, such as `text/html`.
    pub fn replies_text(&mut self, status: u16, media: &str) {
        let text = ObjectBuilder::new().schema_type(Type::String).build();
        let content = ContentBuilder::new().schema(Some(text)).build();
        let response = ResponseBuilder::new().description(reason(status)).content(media, content).build();
        self.edit(|spec| spec.response(status.to_string(), response));
    }

    /// May fail with this status, in the one shape.
    pub fn fails(&mut self, status: u16) {
        self.replies::<Failure>(status);
    }

    /// Takes this body.
    pub fn body<T: ToSchema>(&mut self, media: &str) {
        let body = RequestBodyBuilder::new().content(media, self.content::<T>()).required(Some(Required::True)).build();
        self.edit(|spec| spec.request_body(Some(body)));
        self.fails(400);
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
        let Some(name) = self.path.split(['{', '}']).nth(1).map(str::to_owned) else { return };
        let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path).required(Required::True);
        self.parameter(parameter.schema(Some(schema)).build());
    }

    /// Looks at this header.
    pub fn header(&mut self, name: &str, says: &str) {
        let text = ObjectBuilder::new().schema_type(Type::String).build();
        let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Header).required(Required::False);
        self.parameter(parameter.description(Some(says)).schema(Some(text)).build());
    }

    /// Only for somebody signed in, with `role` where one is named.
    pub fn signed_in(&mut self, role: Option<Role>) {
        let scopes: Vec<String> = role.iter().map(Role::to_string).collect();
        self.edit(|spec| spec.security(SecurityRequirement::new("token", scopes)));
        self.fails(401);
        if role.is_some() {
            self.fails(403);
        }
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
        self.schemas.extend(named);
        match T::schema() {
            RefOr::T(Schema::Object(object)) if !object.properties.is_empty() => {
                let name = T::name().into_owned();
                self.schemas.insert(name.clone(), Schema::Object(object).into());
                utoipa::openapi::Ref::from_schema_name(name).into()
            }
            inline => inline,
        }
    }

    fn edit(&mut self, edit: impl FnOnce(OperationBuilder) -> OperationBuilder) {
        self.spec = edit(std::mem::take(&mut self.spec));
    }

    fn finish(self) -> (Spec, BTreeMap<String, RefOr<Schema>>) {
        (self.spec.build(), self.schemas)
    }
}

/// The document of these routes.
pub fn document<'a>(routes: impl IntoIterator<Item = &'a Route>) -> OpenApi {
    let mut paths: BTreeMap<String, PathItem> = BTreeMap::new();
    let mut components =
        ComponentsBuilder::new().security_scheme("token", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    for route in routes {
        let mut operation = Operation::new(&route.path);
        (route.describe)(&mut operation);
        let (mut spec, schemas) = operation.finish();
        spec.operation_id = Some(operation_id(route));
        spec.tags = Some(vec![route.handler.split("::").next().unwrap_or_default().to_owned()]);
        components = components.schemas_from_iter(schemas);
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
