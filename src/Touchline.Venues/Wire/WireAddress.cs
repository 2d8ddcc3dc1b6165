using System.Diagnostics.CodeAnalysis;

namespace Touchline.Venues.Wire;

/// <summary>Where a URL leads.</summary>
/// <param name="Host">A name, or an address without brackets.</param>
/// <param name="Authority">As in the Host header: the port only where it isn't the scheme's own.</param>
/// <param name="Target">Path and query, percent-encoded.</param>
internal sealed record WireAddress(string Host, int Port, string Authority, string Target, bool IsSecure)
{
    public string Place => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <param name="scheme">ws or http; an s behind it means TLS.</param>
    public static bool TryParse(string url, string scheme, [NotNullWhen(true)] out WireAddress? address)
    {
        address = null;
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || (uri.Scheme != scheme && uri.Scheme != scheme + "s") || uri.Host.Length == 0)
            return false;
        bool isSecure = uri.Scheme.Length > scheme.Length;
        int port = uri.Port > 0 ? uri.Port : isSecure ? 443 : 80;
        string host = uri.HostNameType == UriHostNameType.IPv6 ? uri.IdnHost.Trim('[', ']') : uri.IdnHost;
        string authority = (uri.HostNameType == UriHostNameType.IPv6 ? $"[{host}]" : host) + (uri.IsDefaultPort ? "" : $":{port}");
        address = new WireAddress(host, port, authority, TargetOf(url), isSecure);
        return true;
    }

    // Byte for byte as given: a signature covers the query, and Uri would write some escapes in its own way.
    private static string TargetOf(string url)
    {
        int start = url.IndexOfAny(['/', '?', '#'], url.IndexOf("://", StringComparison.Ordinal) + 3);
        if (start < 0)
            return "/";
        int end = url.IndexOf('#', start);
        string target = url[start..(end < 0 ? url.Length : end)];
        return target.StartsWith('/') ? target : "/" + target;
    }
}
