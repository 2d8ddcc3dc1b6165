using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace Touchline.Api;

/// <summary>
/// The page under <c>/app/</c>, as its build left it in the program: text packed once, there. Every path that is no file is a page of it, which the browser finds by itself. Browsers at <c>/</c> are led there.
/// </summary>
internal sealed class PageFiles
{
    private const string Root = "/app", Start = "index.html", Packed = ".gz";

    /// <summary>What has the hash of its contents in its name never changes.</summary>
    private const string Assets = "assets/";

    private static readonly FileExtensionContentTypeProvider Types = new();

    private readonly Assembly _assembly;
    private readonly Dictionary<string, PageFile> _files;

    /// <param name="prefix">Of the names of the resources that are the page's files.</param>
    public PageFiles(Assembly assembly, string prefix)
    {
        _assembly = assembly;
        _files = assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => PageFile.Read(assembly, name, prefix)).ToDictionary(file => file.Path, StringComparer.Ordinal);
    }

    /// <summary>Before everything that asks for a token.</summary>
    public void Use(WebApplication application)
    {
        application.Use((http, next) =>
        {
            if (http.Request.Path != "/" || !HttpMethods.IsGet(http.Request.Method) || !WantsHtml(http))
                return next(http);
            http.Response.Redirect(Root + "/");
            return Task.CompletedTask;
        });
        application.Map(Root, branch => branch.Run(Serve));
    }

    // Programs take anything, or JSON; a browser that is pointed here names HTML.
    private static bool WantsHtml(HttpContext http) => http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private Task Serve(HttpContext http)
    {
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
        {
            http.Response.Headers.Allow = "GET, HEAD";
            throw new Problem(StatusCodes.Status405MethodNotAllowed, "the page is only read");
        }

        string path = http.Request.Path.Value ?? "";
        if (path.Length == 0)
        {
            http.Response.Redirect(Root + "/" + http.Request.QueryString);
            return Task.CompletedTask;
        }

        path = path[1..];
        if (!_files.TryGetValue(path, out PageFile? file))
        {
            // Below the first level are strategies and symbols, which may have points in their names.
            if (path.StartsWith(Assets, StringComparison.Ordinal) || (Path.HasExtension(path) && !path.Contains('/', StringComparison.Ordinal)))
                throw Problem.NotFound("the page has no such file");
            if (!_files.TryGetValue(Start, out file))
                return Missing(http);
        }

        return Send(http, file);
    }

    private async Task Send(HttpContext http, PageFile file)
    {
        IHeaderDictionary headers = http.Response.Headers;
        headers.CacheControl = file.Path.StartsWith(Assets, StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        // One file, packed or not: alike in what it says.
        headers.ETag = $"W/{file.Tag}";
        http.Response.ContentType = file.ContentType;
        if (file.IsPacked)
            headers.Vary = HeaderNames.AcceptEncoding;
        if (http.Request.Headers.IfNoneMatch.ToString().Contains(file.Tag, StringComparison.Ordinal))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        Stream stored = _assembly.GetManifestResourceStream(file.Resource)!;
        await using (stored.ConfigureAwait(false))
        {
            bool asItIs = !file.IsPacked || TakesPacked(http);
            if (asItIs)
            {
                http.Response.ContentLength = stored.Length;
                if (file.IsPacked)
                    headers.ContentEncoding = "gzip";
            }

            if (HttpMethods.IsHead(http.Request.Method))
                return;
            if (asItIs)
            {
                await stored.CopyToAsync(http.Response.Body, http.RequestAborted).ConfigureAwait(false);
                return;
            }

            var unpacked = new GZipStream(stored, CompressionMode.Decompress);
            await using (unpacked.ConfigureAwait(false))
                await unpacked.CopyToAsync(http.Response.Body, http.RequestAborted).ConfigureAwait(false);
        }
    }

    private static bool TakesPacked(HttpContext http) => http.Request.GetTypedHeaders().AcceptEncoding.Any(e => e.Value == "gzip" && e.Quality is not 0);

    private static Task Missing(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(
            "<!doctype html><title>Touchline</title><p>The page isn't in this build: it was made without Node. Install Node 20.19, or 22.12 and later, with npm (Debian, Ubuntu: <code>sudo apt-get install nodejs npm</code>), "
            + "delete <code>artifacts/touchline.stamp</code> and start <code>./touchline</code> again. The API is at <a href=\"/docs\">/docs</a>.</p>");
    }

    /// <param name="Path">As it is asked for, without the first slash.</param>
    /// <param name="Tag">Its ETag, with the quotation marks.</param>
    private sealed record PageFile(string Path, string Resource, bool IsPacked, string ContentType, string Tag)
    {
        public static PageFile Read(Assembly assembly, string resource, string prefix)
        {
            bool isPacked = resource.EndsWith(Packed, StringComparison.Ordinal);
            string path = resource[prefix.Length..].Replace('\\', '/');
            if (isPacked)
                path = path[..^Packed.Length];
            string type = Types.TryGetContentType(path, out string? known) ? known : "application/octet-stream";
            if (type.StartsWith("text/", StringComparison.Ordinal))
                type += "; charset=utf-8";
            using Stream stored = assembly.GetManifestResourceStream(resource)!;
            return new PageFile(path, resource, isPacked, type, $"\"{Convert.ToHexStringLower(SHA256.HashData(stored).AsSpan(0, 12))}\"");
        }
    }
}
