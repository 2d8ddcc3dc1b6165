using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Touchline.Users;

/// <summary>Passwords, hashed by PBKDF2-HMAC-SHA512 with a salt of their own. Any thread.</summary>
internal sealed class Passwords
{
    /// <summary>
    /// OWASP asks for 210,000 of HMAC-SHA512 at least. Nearly three times that is still well under a second of one core, and few log in; who stole the file guesses that much slower.
    /// </summary>
    public const int UsualIterations = 600_000;

    /// <summary>Of a new password, in characters.</summary>
    public const int Least = 12, Most = 256;

    // The framework's third format: a mark, then function, iterations and length of the salt (32 bits each, big-endian), salt, key.
    private const byte Format = 1;
    private const int HmacSha512 = 2;
    private const int SaltBytes = 16, KeyBytes = 32, HeaderBytes = 13;
    private const int MostIterations = 10_000_000;

    private readonly PasswordHasher<string> _hasher;
    private readonly string _nobodys;
    private long _computed;

    public Passwords(int iterations)
    {
        _hasher = new PasswordHasher<string>(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
        _nobodys = NobodysHash(iterations);
    }

    /// <summary>How many hashes were computed.</summary>
    public long Computed => Interlocked.Read(ref _computed);

    /// <summary>Why it can't be a new password; null when it can.</summary>
    public static string? FaultOf(string password) =>
        password.Length < Least ? $"the password has {password.Length} characters; {Least} to {Most} are right"
        : password.Length > Most ? $"the password has more than {Most} characters; {Least} to {Most} are right"
        : !IsText(password) ? "the password holds a control character, or half of a character; letters, digits, signs and blanks are right"
        : char.IsWhiteSpace(password[0]) || char.IsWhiteSpace(password[^1]) ? "the password begins or ends with a blank, which is easily lost; right is one without"
        : null;

    /// <summary>The text is a hash of ours, computed in reasonable time.</summary>
    public static bool IsHash(string text)
    {
        Span<byte> bytes = stackalloc byte[HeaderBytes + SaltBytes + KeyBytes];
        return Convert.TryFromBase64String(text, bytes, out int count) && count == bytes.Length && bytes[0] == Format
            && BinaryPrimitives.ReadInt32BigEndian(bytes[1..]) == HmacSha512
            && BinaryPrimitives.ReadInt32BigEndian(bytes[5..]) is > 0 and <= MostIterations
            && BinaryPrimitives.ReadInt32BigEndian(bytes[9..]) == SaltBytes;
    }

    /// <param name="password">Right as a new one.</param>
    public string Hash(string password)
    {
        Interlocked.Increment(ref _computed);
        return _hasher.HashPassword("", password);
    }

    /// <param name="hash">Null: of a user that there isn't. That takes as long.</param>
    public PasswordVerificationResult Verify(string? hash, string password)
    {
        // That no user has such a one is no secret.
        if (password.Length > Most || !IsText(password))
            return PasswordVerificationResult.Failed;
        Interlocked.Increment(ref _computed);
        return _hasher.VerifyHashedPassword("", hash ?? _nobodys, password);
    }

    // Half of a surrogate pair comes as the replacement character.
    private static bool IsText(string password)
    {
        foreach (Rune rune in password.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || Rune.IsControl(rune))
                return false;
        }

        return true;
    }

    // Of no password.
    private static string NobodysHash(int iterations)
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(HeaderBytes + SaltBytes + KeyBytes);
        bytes[0] = Format;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), HmacSha512);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(5), iterations);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(9), SaltBytes);
        return Convert.ToBase64String(bytes);
    }
}
