using System.Security.Cryptography;
using System.Text;
using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>Checks what accounts signed: HMAC-SHA256 in hexadecimal of either case, Ed25519 and RSA (PKCS #1 v1.5, SHA-256) in base64.</summary>
internal sealed class BinanceSignatures
{
    private readonly Dictionary<int, Func<byte[], string, bool>> _byAccount = [];

    /// <exception cref="BadInputException">An account's public key can't be read, or Ed25519 is wanted where OpenSSL is missing.</exception>
    public BinanceSignatures(IReadOnlyList<BinanceAccount> accounts)
    {
        foreach (BinanceAccount account in accounts)
            _byAccount[account.Number] = account.Signature switch
            {
                SignatureKind.Ed25519 => Ed25519(account),
                SignatureKind.Rsa => Rsa(account),
                _ => Hmac(account),
            };
    }

    public bool Matches(BinanceAccount account, byte[] signed, string signature) => _byAccount[account.Number](signed, signature);

    private static Func<byte[], string, bool> Hmac(BinanceAccount account)
    {
        byte[] secret = Encoding.UTF8.GetBytes(account.Secret);
        return (signed, signature) =>
        {
            string right = Convert.ToHexStringLower(HMACSHA256.HashData(secret, signed));
            return string.Equals(right, signature, StringComparison.OrdinalIgnoreCase);
        };
    }

    private static Func<byte[], string, bool> Rsa(BinanceAccount account)
    {
        RSA key = RSA.Create();
        try
        {
            key.ImportFromPem(account.Secret);
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            throw new BadInputException($"account {account.Key}: its RSA key can't be read; give a public key in PEM ('-----BEGIN PUBLIC KEY-----')", error);
        }

        return (signed, signature) => TryBase64(signature, out byte[] bytes) && key.VerifyData(signed, bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static Func<byte[], string, bool> Ed25519(BinanceAccount account)
    {
        Ed25519PublicKey key = Ed25519PublicKey.Of(account.Secret, $"account {account.Key}");
        return (signed, signature) => TryBase64(signature, out byte[] bytes) && key.Matches(signed, bytes);
    }

    private static bool TryBase64(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length];
        if (text.AsSpan().ContainsAny(" \t\r\n") || !Convert.TryFromBase64String(text, bytes, out int count))
            return false;
        bytes = bytes[..count];
        return true;
    }
}
