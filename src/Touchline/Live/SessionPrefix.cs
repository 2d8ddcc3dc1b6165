using System.Buffers;
using System.Security.Cryptography;

namespace Touchline.Live;

/// <summary>What a session's client order ids begin with: another one for each session on any machine, and still known as one of this program's.</summary>
internal static class SessionPrefix
{
    private const string Mark = "tl";
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const int Length = 10;

    private static readonly SearchValues<char> Known = SearchValues.Create(Letters);

    public static string New() => Mark + RandomNumberGenerator.GetString(Letters, Length);

    /// <summary>The order was placed by a session of this program: prefix, <c>-</c>, the engine's number.</summary>
    public static bool IsOf(string clientId)
    {
        ReadOnlySpan<char> rest = clientId.AsSpan();
        return rest.Length > Mark.Length + Length + 1 && rest.StartsWith(Mark, StringComparison.Ordinal) && rest[Mark.Length + Length] == '-'
            && !rest[Mark.Length..(Mark.Length + Length)].ContainsAnyExcept(Known) && !rest[(Mark.Length + Length + 1)..].ContainsAnyExceptInRange('0', '9');
    }
}
