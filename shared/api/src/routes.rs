//! The route table: an axum router that can also be read. The `OpenAPI` document, the template test,
//! the sweep and the authority matrix all come from it, so nothing has to be remembered twice.

use axum::Router;
use axum::handler::Handler;
use axum::routing::MethodRouter;
use http::Method;

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

/// All routes of a function.
pub struct Routes<S> {
    router: Router<S>,
    table: Vec<Route>,
}

impl<S: Clone + Send + Sync + 'static> Default for Routes<S> {
    fn default() -> Self {
        Self { router: Router::new(), table: Vec::new() }
    }
}

macro_rules! methods {
    ($($name:ident $main:ident $constant:ident;)*) => {$(
        #[doc = concat!("`", stringify!($constant), "` on exactly this path.")]
        pub fn $name<H, T>(self, path: &str, handler: H) -> Self
        where H: Handler<T, S> + Documented<T>, T: 'static {
            self.route(Method::$constant, path, axum::routing::$name(handler), H::describe, std::any::type_name::<H>())
        }

        #[doc = concat!("`", stringify!($constant), "` on the main API: under `/v1` and `/api/v1` alike.")]
        pub fn $main<H, T>(self, path: &str, handler: H) -> Self
        where H: Handler<T, S> + Documented<T>, T: 'static {
            let again = handler.clone();
            self.$name(&format!("/v1{path}"), handler).$name(&format!("/api/v1{path}"), again)
        }
    )*};
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
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

    fn route(
        mut self,
        method: Method,
        path: &str,
        on: MethodRouter<S>,
        describe: fn(&mut Operation),
        handler: &'static str,
    ) -> Self {
        // A trailing slash is the same route: it is trimmed before matching, and here.
        let path = path.trim_end_matches('/').to_owned();
        self.router = self.router.route(&path, on);
        self.table.push(Route { method, path, handler, describe });
        self
    }

    /// Every route, in the order they were written.
    pub fn table(&self) -> &[Route] {
        &self.table
    }

    /// The service: routes, shaped errors, one trailing slash or none.
    pub fn serve(self, app: S) -> Router {
        dress(self.router.with_state(app))
    }
}
