using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Touchline.Users;

/// <summary>What a token says.</summary>
/// <param name="Epoch">The user's, when it was made.</param>
internal sealed record TokenClaims(string User, string Id, string Epoch, DateTimeOffset Issued, DateTimeOffset Expires)
{
    private const int IdBytes = 16;

    public static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));
}

/// <summary>
/// JSON web tokens signed with HMAC-SHA256 (RFC 7515, 7519), these alone: the header is one fixed text, so there is no algorithm to choose, and each token has one spelling.
/// </summary>
internal static class Tokens
{
    /// <summary>In characters. Longer ones aren't looked at.</summary>
    public const int MostLength = 4096;

    public const string Issuer = "touchline";
    public const string Audience = "touchline-api";

    private const int SignatureBytes = 32;
    private const int SignatureLength = 43;

    // For a clock that is set back a little.
    private static readonly TimeSpan BeforeIssued = TimeSpan.FromSeconds(30);

    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    public static string Write(TokenClaims claims, ReadOnlySpan<byte> secret)
    {
        var payload = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(payload))
        {
            json.WriteStartObject();
            json.WriteString("iss", Issuer);
            json.WriteString("aud", Audience);
            json.WriteString("sub", claims.User);
            json.WriteString("jti", claims.Id);
            json.WriteString("epoch", claims.Epoch);
            json.WriteNumber("iat", claims.Issued.ToUnixTimeSeconds());
            json.WriteNumber("nbf", (claims.Issued - BeforeIssued).ToUnixTimeSeconds());
            json.WriteNumber("exp", claims.Expires.ToUnixTimeSeconds());
            json.WriteEndObject();
        }

        string signed = $"{Header}.{Base64Url.EncodeToString(payload.WrittenSpan)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(signed)))}";
    }

    /// <summary>Null: it isn't one of ours, or not for now.</summary>
    public static TokenClaims? Read(string token, ReadOnlySpan<byte> secret, DateTimeOffset now)
    {
        if (token.Length > MostLength || !token.StartsWith(Header, StringComparison.Ordinal))
            return null;
        int last = token.LastIndexOf('.');
        if (last <= Header.Length || token[Header.Length] != '.' || token.Length - last - 1 != SignatureLength)
            return null;
        if (Decode(token.AsSpan(last + 1)) is not { Length: SignatureBytes } signature
            || !CryptographicOperations.FixedTimeEquals(signature, HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(token[..last]))))
            return null;
        return Decode(token.AsSpan((Header.Length + 1)..last)) is { } payload ? Claims(payload, now.ToUnixTimeMilliseconds()) : null;
    }

    private static TokenClaims? Claims(byte[] payload, long nowMs)
    {
        try
        {
            using var document = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = 2, AllowDuplicateProperties = false });
            JsonElement claims = document.RootElement;
            if (claims.ValueKind != JsonValueKind.Object || Text(claims, "iss") != Issuer || Text(claims, "aud") != Audience)
                return null;
            if (Text(claims, "sub") is not { } user || Text(claims, "jti") is not { } id || Text(claims, "epoch") is not { } epoch)
                return null;
            if (Seconds(claims, "iat") is not { } issued || Seconds(claims, "nbf") is not { } notBefore || Seconds(claims, "exp") is not { } expires)
                return null;
            return nowMs < notBefore * 1000 || nowMs >= expires * 1000
                ? null
                : new TokenClaims(user, id, epoch, DateTimeOffset.FromUnixTimeSeconds(issued), DateTimeOffset.FromUnixTimeSeconds(expires));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second: a text with half of a surrogate pair.
            return null;
        }
    }

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out JsonElement claim) && claim.ValueKind == JsonValueKind.String ? claim.GetString() : null;

    // What is a time at all.
    private static long? Seconds(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out JsonElement claim) && claim.ValueKind == JsonValueKind.Number && claim.TryGetInt64(out long seconds) && seconds is >= 0 and < 253_402_300_800 ? seconds : null;

    // The decoder takes blanks, padding and bits that say nothing; of one spelling only what it would write is.
    private static byte[]? Decode(ReadOnlySpan<char> text)
    {
        byte[] bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (Base64Url.DecodeFromChars(text, bytes, out int consumed, out int written) != OperationStatus.Done || consumed != text.Length)
            return null;
        return text.SequenceEqual(Base64Url.EncodeToString(bytes.AsSpan(0, written))) ? bytes[..written] : null;
    }
}
