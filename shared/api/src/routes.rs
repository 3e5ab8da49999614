//! The route table: written once, served by a Lambda and read by everybody else. The `OpenAPI` document,
//! the template test, the sweep and the authority matrix all come from it, so nothing has to be
//! remembered twice.

use std::marker::PhantomData;

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, on};
use http::Method;

use crate::house::Housed;
use crate::openapi::{Documented, Operation};
use crate::serve::dress;

/// One method on one path.
#[derive(Clone)]
pub struct Route {
    pub method: Method,
    pub path: String,
    /// The handler's own name, `bookings::request::main`.
    pub handler: &'static str,
    /// Writes down what the handler's types say.
    pub describe: fn(&mut Operation),
}

/// What becomes of the routes: a router to serve, or a table to read. Not both at once, so that a Lambda
/// does not carry the descriptions that it never shows (170 KB in bookings).
pub trait Collect<S>: Default {
    fn route<H, T>(self, verb: (Method, MethodFilter), path: &str, handler: H) -> Self
    where
        H: Handler<T, S> + Documented<T>,
        T: 'static;
}

impl<S: Clone + Send + Sync + 'static> Collect<S> for Router<S> {
    fn route<H, T>(self, (_, filter): (Method, MethodFilter), path: &str, handler: H) -> Self
    where
        H: Handler<T, S> + Documented<T>,
        T: 'static,
    {
        Router::route(self, path, on(filter, handler))
    }
}

impl<S> Collect<S> for Vec<Route> {
    fn route<H, T>(mut self, (method, _): (Method, MethodFilter), path: &str, _: H) -> Self
    where
        H: Handler<T, S> + Documented<T>,
        T: 'static,
    {
        let handler = std::any::type_name::<H>();
        self.push(Route { method, path: path.to_owned(), handler, describe: H::describe });
        self
    }
}

/// All routes of a function; whether they are served or read, the caller's next word says.
pub struct Routes<S, C> {
    collected: C,
    app: PhantomData<fn(S)>,
}

impl<S, C: Collect<S>> Default for Routes<S, C> {
    fn default() -> Self {
        Self { collected: C::default(), app: PhantomData }
    }
}

macro_rules! methods {
    ($($name:ident $main:ident $constant:ident;)*) => {$(
        #[doc = concat!("`", stringify!($constant), "` on exactly this path.")]
        pub fn $name<H, T>(self, path: &str, handler: H) -> Self
        where H: Handler<T, S> + Documented<T>, T: 'static {
            self.route((Method::$constant, MethodFilter::$constant), path, handler)
        }

        #[doc = concat!("`", stringify!($constant), "` on the main API: under `/v1` and `/api/v1` alike.")]
        pub fn $main<H, T>(self, path: &str, handler: H) -> Self
        where H: Handler<T, S> + Documented<T>, T: 'static {
            let again = handler.clone();
            self.$name(&format!("/v1{path}"), handler).$name(&format!("/api/v1{path}"), again)
        }
    )*};
}

impl<S, C: Collect<S>> Routes<S, C> {
    pub fn new() -> Self {
        Self::default()
    }

    methods! {
        get main_get GET;
        post main_post POST;
        put main_put PUT;
        patch main_patch PATCH;
        delete main_delete DELETE;
    }

    fn route<H, T>(self, verb: (Method, MethodFilter), path: &str, handler: H) -> Self
    where
        H: Handler<T, S> + Documented<T>,
        T: 'static,
    {
        // A trailing slash is the same route: it is trimmed before matching, and here.
        let path = path.trim_end_matches('/');
        Self { collected: self.collected.route(verb, path, handler), ..self }
    }
}

impl<S> Routes<S, Vec<Route>> {
    /// Every route, in the order they were written.
    pub fn table(&self) -> &[Route] {
        &self.collected
    }
}

impl<S: Housed + Clone + Send + Sync + 'static> Routes<S, Router<S>> {
    /// The service: routes, shaped errors, one trailing slash or none.
    pub fn serve(self, app: S) -> Router {
        let house = app.house().clone();
        dress(self.collected.with_state(app), house)
    }
}
