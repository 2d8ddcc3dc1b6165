using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Touchline.Users;

namespace Touchline.Api;

/// <summary>Who comes in, and as what.</summary>
internal static class AuthRoutes
{
    /// <returns>What is still to be told of failed logins when the server ends.</returns>
    public static FailedLogins Map(IEndpointRouteBuilder app, ApiSession session, UserAccess users)
    {
        var failed = new FailedLogins((who, action, about, why) => session.Audit(who, action, "user", who, about, why), session.Time);
        session.Link.AtEnd(failed.Flush);
        var routes = new Routes(app, "auth");
        routes.Open("POST", "/auth/login", "A token for a name and its password", http => Login(http, session, users, failed))
            .Body(new JsonObject { ["username"] = "admin", ["password"] = "the password" }, "username", "password").Answers(200, 401, 429, 503);
        routes.Post("/auth/logout", "The token is worth nothing any more", http =>
        {
            Principal principal = ApiGate.PrincipalOf(http);
            users.Revoke(ApiGate.TokenOf(http));
            session.Audit(principal.Name, "auth.logout", "user", principal.Name);
            return Task.FromResult(Routes.Json(new JsonObject { ["revoked"] = true }));
        }, Role.Viewer);
        routes.Get("/auth/verify", "Whose token it is, and until when it holds", http =>
        {
            Principal principal = ApiGate.PrincipalOf(http);
            return Routes.Json(new JsonObject { ["username"] = principal.Name, ["role"] = principal.Role.Text(), ["expires_at"] = Time(principal.Expires) });
        });
        routes.Post("/auth/change-password", "Another password; every other token of the user ends", http => ChangePassword(http, session, users, failed), Role.Viewer)
            .Body(new JsonObject { ["old_password"] = "the password", ["new_password"] = "another one of 12 characters or more" }, "old_password", "new_password").Answers(200, 429);
        MapUsers(routes, session, users);
        return failed;
    }

    // What a form takes at most; what a right name and password are is for the users' own rules.
    private const int MostTyped = 1024;

    private static void MapUsers(Routes routes, ApiSession session, UserAccess users)
    {
        routes.Get("/users", "All users", _ => Routes.Json(new JsonObject { ["items"] = new JsonArray([.. users.Users.Select(u => (JsonNode)Of(u))]) }), Role.Admin);
        routes.Get("/users/{name}", "One user", http =>
        {
            User user = Find(http, users);
            EntityTag.Tell(http, EntityTag.Of(user.Version));
            return Routes.Json(Of(user));
        }, Role.Admin);
        routes.Post("/users", "Adds a user", async http =>
        {
            JsonBody body = await JsonBody.Read(http).ConfigureAwait(false);
            (string name, string password) = (body.Text("username", MostTyped), body.Text("password", MostTyped));
            Role role = body.OneOf("role", ("viewer", Role.Viewer), ("trader", Role.Trader), ("admin", Role.Admin));
            if (name.Length > 0 && !User.IsName(name))
                body.Refuse("username", $"right are {User.RightName}");
            if (password.Length > 0 && Passwords.FaultOf(password) is { } fault)
                body.Refuse("password", fault);
            body.Check();
            UserOutcome outcome = await users.Add(name, role, password, http.RequestAborted).ConfigureAwait(false);
            session.Audit(ApiGate.PrincipalOf(http).Name, "user.add", "user", name, new JsonObject { ["role"] = role.Text() }, outcome.Why);
            return Told(http, outcome, StatusCodes.Status201Created);
        }, Role.Admin).Body(new JsonObject { ["username"] = "anna", ["password"] = "one of 12 characters or more", ["role"] = "trader" }, "username", "password", "role").Answers(201);
        routes.Put("/users/{name}/role", "Another role", async http =>
        {
            User user = Find(http, users);
            JsonBody body = await JsonBody.Read(http).ConfigureAwait(false);
            Role role = body.OneOf("role", ("viewer", Role.Viewer), ("trader", Role.Trader), ("admin", Role.Admin));
            body.Check();
            EntityTag.Demand(http, EntityTag.Of(user.Version));
            UserOutcome outcome = users.SetRole(user.Name, role, user.Version);
            session.Audit(ApiGate.PrincipalOf(http).Name, "user.role", "user", user.Name, new JsonObject { ["role"] = role.Text() }, outcome.Why, before: new JsonObject { ["role"] = user.Role.Text() });
            return Told(http, outcome);
        }, Role.Admin).Body(new JsonObject { ["role"] = "viewer" }, "role");
        routes.Post("/users/{name}/revoke", "Every token of the user ends", http =>
        {
            User user = Find(http, users);
            UserOutcome outcome = users.RevokeAll(user.Name);
            session.Audit(ApiGate.PrincipalOf(http).Name, "user.revoke", "user", user.Name, error: outcome.Why);
            return Task.FromResult(Told(http, outcome));
        }, Role.Admin);
        routes.Delete("/users/{name}", "Removes a user, and ends the user's tokens", http =>
        {
            User user = Find(http, users);
            EntityTag.Demand(http, EntityTag.Of(user.Version));
            UserOutcome outcome = users.Remove(user.Name, user.Version);
            session.Audit(ApiGate.PrincipalOf(http).Name, "user.remove", "user", user.Name, error: outcome.Why, before: new JsonObject { ["role"] = user.Role.Text() });
            return Task.FromResult(Told(http, outcome));
        }, Role.Admin).OfVersion();
    }

    private static async Task<IResult> Login(HttpContext http, ApiSession session, UserAccess users, FailedLogins failed)
    {
        JsonBody body = await JsonBody.Read(http).ConfigureAwait(false);
        (string name, string password) = (body.Text("username", MostTyped), body.Text("password", MostTyped));
        body.Check();
        LoginOutcome outcome = await users.Login(name, password, http.Connection.RemoteIpAddress, http.RequestAborted).ConfigureAwait(false);
        // A name that is none may be a password in the wrong field.
        string who = outcome is LoginOutcome.In found ? found.User.Name : outcome is not LoginOutcome.Unavailable && User.IsName(name) && users.Find(name) is not null ? name : "nobody";
        return Told(http, session, failed, who, "auth.login", outcome);
    }

    private static async Task<IResult> ChangePassword(HttpContext http, ApiSession session, UserAccess users, FailedLogins failed)
    {
        JsonBody body = await JsonBody.Read(http).ConfigureAwait(false);
        (string old, string next) = (body.Text("old_password", MostTyped), body.Text("new_password", MostTyped));
        body.Check();
        Principal principal = ApiGate.PrincipalOf(http);
        LoginOutcome outcome = await users.ChangePassword(principal.Name, old, next, http.Connection.RemoteIpAddress, http.RequestAborted).ConfigureAwait(false);
        return Told(http, session, failed, principal.Name, "auth.change_password", outcome);
    }

    // Both answer with a token: the one that was used to change a password has ended.
    private static IResult Told(HttpContext http, ApiSession session, FailedLogins failed, string who, string action, LoginOutcome outcome)
    {
        Problem? problem = outcome switch
        {
            LoginOutcome.In => null,
            LoginOutcome.Wrong => new Problem(StatusCodes.Status401Unauthorized, "name or password is wrong"),
            LoginOutcome.Locked locked => Late(StatusCodes.Status429TooManyRequests, "too many wrong passwords in a row", locked.RetryAfter),
            LoginOutcome.Busy busy => Late(StatusCodes.Status503ServiceUnavailable, "too many log in at once", busy.RetryAfter),
            LoginOutcome.Refused refused => Problem.Field("new_password", refused.Why),
            _ => new Problem(StatusCodes.Status503ServiceUnavailable, "users can't be read or written now; the log has why"),
        };
        if (outcome is not LoginOutcome.In found)
        {
            failed.Add(who, action, http.Connection.RemoteIpAddress, problem!.Message);
            throw problem;
        }

        session.Audit(who, action, "user", who, new JsonObject { ["from"] = LoginAddress.KeyOf(http.Connection.RemoteIpAddress) });
        return Routes.Json(new JsonObject { ["token"] = found.Token, ["expires_at"] = Time(found.Expires), ["role"] = found.User.Role.Text() });
    }

    private static Problem Late(int status, string why, TimeSpan wait) => new(status, why) { RetryAfter = (int)Math.Ceiling(wait.TotalSeconds) };

    private static User Find(HttpContext http, UserAccess users)
    {
        string name = ApiSession.PathText(http, "name");
        return users.Users.FirstOrDefault(u => u.Name == name) ?? throw Problem.NotFound("there is no user of that name");
    }

    private static IResult Told(HttpContext http, UserOutcome outcome, int status = StatusCodes.Status200OK)
    {
        switch (outcome.Change)
        {
            case UserChange.Done:
                EntityTag.Tell(http, EntityTag.Of(outcome.User!.Version));
                return Routes.Json(Of(outcome.User), status);
            case UserChange.Unknown:
                throw Problem.NotFound(outcome.Why!);
            case UserChange.Stale:
                throw new Problem(StatusCodes.Status412PreconditionFailed, outcome.Why!);
            case UserChange.Exists or UserChange.LastAdmin:
                throw Problem.Conflict(outcome.Why!);
            case UserChange.Busy:
                throw Problem.Unavailable(outcome.Why!);
            default:
                throw new Problem(StatusCodes.Status422UnprocessableEntity, outcome.Why!);
        }
    }

    private static JsonObject Of(User user) => new()
    {
        ["username"] = user.Name,
        ["role"] = user.Role.Text(),
        ["version"] = user.Version,
        ["created"] = Time(user.Created),
        ["password_changed"] = Time(user.PasswordChanged),
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
}
