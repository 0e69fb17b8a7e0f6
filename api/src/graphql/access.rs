//! Who may use a field. Each resolver that needs a role begins with one of these.
//!
//! Queries and subscriptions answer GraphQL errors, told apart by the extension `code`: `UNAUTHENTICATED`
//! (sign in, then ask again) and `FORBIDDEN` (asking again won't help). A mutation answers the second as a
//! member of its result union.

use async_graphql::{Context, Error, ErrorExtensions, Result};
use entity::user::Role;

use super::problem::Forbidden;
use crate::auth::Principal;

/// Whoever is signed in, if anybody.
pub(crate) fn principal<'a>(ctx: &Context<'a>) -> Option<&'a Principal> {
    ctx.data_opt::<Option<Principal>>().and_then(Option::as_ref)
}

/// Whoever is signed in, in whatever role.
///
/// # Errors
///
/// `UNAUTHENTICATED` when nobody is.
pub(crate) fn signed_in<'a>(ctx: &Context<'a>) -> Result<&'a Principal> {
    principal(ctx).ok_or_else(|| coded("You are not signed in.", "UNAUTHENTICATED"))
}

/// Whoever is signed in, if it is a person: a program's token is the operator's business.
///
/// # Errors
///
/// `UNAUTHENTICATED` when nobody is signed in, `FORBIDDEN` when it is a program.
pub(crate) fn person<'a>(ctx: &Context<'a>) -> Result<&'a Principal> {
    let principal = signed_in(ctx)?;
    match principal.service {
        None => Ok(principal),
        Some(_) => Err(coded("This is for people: a service's token is made by the operator.", "FORBIDDEN")),
    }
}

/// Whoever is signed in, if their role is `role` or includes it. For queries and subscriptions.
///
/// # Errors
///
/// `UNAUTHENTICATED` when nobody is signed in, `FORBIDDEN` when the role is not enough.
pub(crate) fn require<'a>(ctx: &Context<'a>, role: Role) -> Result<&'a Principal> {
    let principal = signed_in(ctx)?;
    if principal.may(role) { Ok(principal) } else { Err(coded(refusal(principal, role), "FORBIDDEN")) }
}

/// The same for mutations, whose result unions have a [`Forbidden`] to answer.
///
/// # Errors
///
/// `UNAUTHENTICATED` when nobody is signed in.
pub(crate) fn permit<'a>(ctx: &Context<'a>, role: Role) -> Result<Result<&'a Principal, Forbidden>> {
    let principal = signed_in(ctx)?;
    Ok(if principal.may(role) { Ok(principal) } else { Err(Forbidden::new(refusal(principal, role))) })
}

/// What is said to whose role is not enough.
pub(crate) fn refusal(principal: &Principal, needed: Role) -> String {
    format!("This needs the role {}, yours is {}.", name(needed), name(principal.role))
}

/// As the API spells it.
fn name(role: Role) -> &'static str {
    match role {
        Role::Viewer => "VIEWER",
        Role::Desk => "DESK",
        Role::Manager => "MANAGER",
    }
}

fn coded(message: impl Into<String>, code: &str) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}

#[cfg(test)]
mod tests {
    use async_graphql::{EmptyMutation, EmptySubscription, Object, Request, Response, Schema};
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;

    struct Query;

    #[Object]
    impl Query {
        async fn anybody(&self, ctx: &Context<'_>) -> Result<String> {
            signed_in(ctx).map(|principal| principal.name.clone())
        }

        async fn desk(&self, ctx: &Context<'_>) -> Result<String> {
            require(ctx, Role::Desk).map(|principal| principal.name.clone())
        }

        async fn desk_writes(&self, ctx: &Context<'_>) -> Result<bool> {
            permit(ctx, Role::Desk).map(|permitted| permitted.is_ok())
        }
    }

    async fn ask(query: &str, role: Option<Role>) -> Response {
        let principal = role.map(|role| Principal {
            user_id: Uuid::nil(),
            email: "anna@demo.frontdesk".to_owned(),
            name: "Anna".to_owned(),
            role,
            session_id: Uuid::nil(),
            expires_at: DateTime::UNIX_EPOCH,
            service: None,
        });
        Schema::new(Query, EmptyMutation, EmptySubscription)
            .execute(Request::new(query).data(principal))
            .await
    }

    fn code(response: &Response) -> String {
        let error = serde_json::to_value(&response.errors).unwrap();
        error[0]["extensions"]["code"].as_str().unwrap().to_owned()
    }

    #[tokio::test]
    async fn a_role_includes_those_before_it() {
        assert!(ask("{ anybody }", Some(Role::Viewer)).await.is_ok());
        assert!(ask("{ desk }", Some(Role::Desk)).await.is_ok());
        assert!(ask("{ desk }", Some(Role::Manager)).await.is_ok());

        let refused = ask("{ desk }", Some(Role::Viewer)).await;
        assert_eq!(code(&refused), "FORBIDDEN");
        assert_eq!(refused.errors[0].message, "This needs the role DESK, yours is VIEWER.");
    }

    #[tokio::test]
    async fn nobody_is_asked_to_sign_in() {
        for query in ["{ anybody }", "{ desk }", "{ deskWrites }"] {
            assert_eq!(code(&ask(query, None).await), "UNAUTHENTICATED", "{query}");
        }
        let unset = Schema::new(Query, EmptyMutation, EmptySubscription).execute("{ anybody }").await;
        assert_eq!(code(&unset), "UNAUTHENTICATED", "a transport that forgot to say is no way in");
    }

    #[tokio::test]
    async fn a_mutation_is_refused_as_data() {
        let refused = ask("{ deskWrites }", Some(Role::Viewer)).await.into_result().unwrap();
        assert_eq!(refused.data.into_json().unwrap()["deskWrites"], false);
    }
}
