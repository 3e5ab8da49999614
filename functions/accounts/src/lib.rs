//! Who somebody is: sign-in on every surface, sessions, profiles, the admins' desk and the registry.

use api::{Collect, Routes};

mod admin;
mod app;
mod confirm;
mod email_login;
mod forgot;
mod form;
mod google;
mod hash;
pub mod import;
mod login;
mod pages;
mod password;
mod profile;
mod prove;
mod refresh;
mod register;
mod school;
mod sessions;
mod tokens;
mod view;
mod visit;

pub use app::App;

/// Every route of this function.
pub fn routes<C: Collect<App>>() -> Routes<App, C> {
    Routes::new()
        .main_post("/auth/login", login::main)
        .main_post("/auth/register", register::main)
        .main_post("/auth/google", google::main)
        .main_post("/auth/confirm-email", confirm::main)
        .main_post("/auth/resend-confirmation", confirm::resend)
        .main_post("/auth/refresh", refresh::main)
        .main_post("/auth/forgot-password", forgot::main)
        .main_post("/auth/reset-password", forgot::reset)
        .main_post("/auth/change-password", password::change)
        .main_post("/auth/logout", sessions::logout)
        .main_post("/auth/logout-all", sessions::logout_all)
        .main_get("/auth/sessions", sessions::list)
        .main_delete("/auth/sessions/{id}", sessions::end)
        // the mails' links, where no frontend has a page
        .main_get("/auth/confirm-email", pages::confirm)
        .main_get("/auth/reset-password", pages::reset)
        .main_get("/auth/sign-in", pages::sign_in)
        // everybody's own profile
        .main_get("/users/profile", profile::show)
        .main_put("/users/profile", profile::edit)
        // administration
        .main_get("/users/students", admin::list::students)
        .main_get("/users/{userId}", admin::list::one)
        .main_put("/users/{userId}/status", admin::status::main)
        .main_get("/admin/users", admin::list::main)
        .main_post("/admin/users", admin::create::main)
        .main_get("/admin/users/{userId}", admin::list::one)
        .main_put("/admin/users/{userId}", admin::edit::main)
        .main_delete("/admin/users/{userId}", admin::delete::main)
        .main_put("/admin/users/{userId}/roles", admin::roles::main)
        .main_post("/admin/members/import", import::main)
        // document 1
        .post("/api/users/email-login/", email_login::mansa)
        .post("/api/v1/mentorship/auth/refresh/", refresh::mansa)
        // the appendix of document 3
        .get("/api/users/", admin::list::appendix)
        // document 4
        .post("/api/auth/register/", register::nclex)
        .post("/api/auth/login/", login::nclex)
        .post("/api/auth/confirm-email/", confirm::nclex)
        .post("/api/auth/refresh/", refresh::nclex)
        .post("/api/auth/forgot-password/", forgot::nclex)
        .post("/api/auth/reset-password/confirm/", forgot::nclex_reset)
        .put("/api/users/me/", school::put_me)
        .patch("/api/users/me/", school::patch_me)
        .put("/api/users/{user_id}/", school::put)
        .patch("/api/users/{user_id}/", school::patch)
        .get("/api/admin/users/", admin::list::nclex)
}

/// The service.
pub fn router(app: App) -> axum::Router {
    routes().serve(app)
}
