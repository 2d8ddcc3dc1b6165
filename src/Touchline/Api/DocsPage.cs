using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Touchline.Api;

/// <summary>The page at /docs: Swagger UI as it comes with its package, and a form that asks for name and password before it reads the description.</summary>
internal static class DocsPage
{
    private const string Script = """
        (function () {
          const key = "touchline-token";
          const plain = window.fetch;
          window.fetch = (input, init) => {
            const request = new Request(input, init), token = sessionStorage.getItem(key);
            if (token && !request.headers.has("Authorization") && new URL(request.url).origin === location.origin) request.headers.set("Authorization", "Bearer " + token);
            return plain(request);
          };
          if (sessionStorage.getItem(key)) return;
          window.addEventListener("load", () => {
            const form = document.createElement("form");
            form.style = "font:16px sans-serif;max-width:20em;margin:4em auto;display:grid;gap:.6em";
            form.innerHTML = '<b>Touchline</b><input name="username" placeholder="user" autocomplete="username"><input name="password" type="password" placeholder="password" autocomplete="current-password"><button>Log in</button><span role="alert"></span>';
            form.onsubmit = async event => {
              event.preventDefault();
              const body = JSON.stringify({ username: form.username.value, password: form.password.value });
              const answer = await fetch("/auth/login", { method: "POST", headers: { "Content-Type": "application/json" }, body });
              const json = await answer.json();
              if (!answer.ok) { form.lastChild.textContent = json.detail; return; }
              sessionStorage.setItem(key, json.token);
              location.reload();
            };
            document.body.prepend(form);
          });
        })();
        """;

    /// <summary>Before everything that asks for a token.</summary>
    public static void Use(WebApplication application)
    {
        application.Map("/docs/login.js", branch => branch.Run(http =>
        {
            http.Response.ContentType = "text/javascript";
            return http.Response.WriteAsync(Script);
        }));
        application.UseSwaggerUI(page =>
        {
            page.RoutePrefix = "docs";
            page.DocumentTitle = "Touchline";
            page.SwaggerEndpoint(ApiDocs.Document, "Touchline");
            page.InjectJavascript("/docs/login.js");
        });
    }
}
