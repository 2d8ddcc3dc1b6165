using System.Buffers.Text;
using System.Formats.Asn1;
using System.Security.Cryptography;
using Touchline.Core;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Binance;

/// <summary>Signs what a request says, as the kind of its key wants it. For one thread; HMAC and Ed25519 allocate nothing.</summary>
public abstract class BinanceSigner
{
    /// <summary>The longest signature in bytes.</summary>
    public abstract int MaxLength { get; }

    /// <summary>The WebSocket API takes a log-on with this kind of key; its requests then go without signatures.</summary>
    public virtual bool CanLogOn => false;

    /// <summary>Signatures hold characters that a URL must percent-encode.</summary>
    public virtual bool IsBase64 => true;

    /// <summary>
    /// Writes the signature of a payload as ASCII, lowercase hex for HMAC and base64 without percent-encoding for the others, and returns its length.
    /// </summary>
    /// <param name="signature">At least <see cref="MaxLength"/> bytes.</param>
    public abstract int Sign(ReadOnlySpan<byte> payload, Span<byte> signature);

    /// <exception cref="BadInputException">The kind is unknown, or the secret is none of that kind.</exception>
    public static BinanceSigner Of(BinanceCredentials credentials) => credentials.Kind switch
    {
        "hmac" => new BinanceHmacSigner(HmacSecret(credentials.Secret)),
        "ed25519" => new BinanceEd25519Signer(Ed25519Seed(credentials.Secret)),
        "rsa" => new BinanceRsaSigner(RsaKey(credentials.Secret)),
        _ => throw new BadInputException($"the key's kind '{credentials.Kind}' is unknown: it is hmac, ed25519 or rsa"),
    };

    private static byte[] HmacSecret(string secret)
    {
        if (secret.Contains("-----BEGIN", StringComparison.Ordinal))
            throw new BadInputException("the secret of an hmac key is a PEM: that belongs to a key of kind ed25519 or rsa");
        if (secret.Length == 0 || secret.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new BadInputException("the secret of an hmac key is empty or holds a blank or a character beyond ASCII: give the text that Binance shows as the secret, nothing around it");
        return System.Text.Encoding.ASCII.GetBytes(secret);
    }

    private static byte[] Ed25519Seed(string pem)
    {
        byte[] der = PrivateKey(pem, "ed25519", "openssl genpkey -algorithm ed25519");
        try
        {
            // PrivateKeyInfo: version, algorithm, the key as an octet string in an octet string; the rest (attributes, public key) isn't needed.
            AsnReader key = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
            key.ReadInteger();
            string algorithm = key.ReadSequence().ReadObjectIdentifier();
            if (algorithm != "1.3.101.112")
                throw new BadInputException($"the secret of an ed25519 key is a private key of another kind ({Named(algorithm)}): make one with 'openssl genpkey -algorithm ed25519', or say what kind it is");
            byte[] seed = new AsnReader(key.ReadOctetString(), AsnEncodingRules.DER).ReadOctetString();
            return seed.Length == 32 ? seed : throw new BadInputException($"the secret of an ed25519 key has {seed.Length} bytes and not 32");
        }
        catch (AsnContentException e)
        {
            throw new BadInputException("the secret of an ed25519 key is damaged: give the whole PKCS#8 PEM as openssl wrote it", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    private static RSA RsaKey(string pem)
    {
        byte[] der = PrivateKey(pem, "rsa", "openssl genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:2048");
        var rsa = RSA.Create();
        try
        {
            rsa.ImportPkcs8PrivateKey(der, out _);
            return rsa;
        }
        catch (CryptographicException e)
        {
            rsa.Dispose();
            throw new BadInputException("the secret of an rsa key is damaged or a private key of another kind: give the whole PKCS#8 PEM of an RSA key as openssl wrote it", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    private static byte[] PrivateKey(string pem, string kind, string made)
    {
        string right = $"give a PKCS#8 PEM, from '-----BEGIN PRIVATE KEY-----' to '-----END PRIVATE KEY-----', as '{made}' writes it";
        if (!PemEncoding.TryFind(pem, out PemFields fields))
            throw new BadInputException($"the secret of an {kind} key is no PEM: {right}");
        string label = pem[fields.Label];
        if (label.EndsWith("PUBLIC KEY", StringComparison.Ordinal))
            throw new BadInputException($"the secret of an {kind} key is the public key, which is for Binance: {right}");
        if (label == "ENCRYPTED PRIVATE KEY")
            throw new BadInputException($"the secret of an {kind} key is encrypted: take the pass phrase off with 'openssl pkey -in KEY -out PLAIN'; {right}");
        if (label == "RSA PRIVATE KEY")
            throw new BadInputException($"the secret of an {kind} key is a PKCS#1 PEM: turn it into PKCS#8 with 'openssl pkcs8 -topk8 -nocrypt -in KEY -out NEW'");
        return label == "PRIVATE KEY" ? Convert.FromBase64String(pem[fields.Base64Data])
            : throw new BadInputException($"the secret of an {kind} key is a PEM of '{label}': {right}");
    }

    private static string Named(string algorithm) => algorithm switch
    {
        "1.2.840.113549.1.1.1" => "rsa",
        "1.2.840.10045.2.1" => "elliptic curve",
        "1.3.101.113" => "ed448",
        "1.3.101.110" => "x25519",
        _ => algorithm,
    };
}

/// <summary>RSASSA-PKCS1-v1_5 with SHA-256.</summary>
internal sealed class BinanceRsaSigner(RSA key) : BinanceSigner
{
    private readonly byte[] _signature = new byte[key.KeySize / 8 + 1];

    public override int MaxLength => Base64.GetMaxEncodedToUtf8Length(_signature.Length);

    public override int Sign(ReadOnlySpan<byte> payload, Span<byte> signature)
    {
        if (!key.TrySignData(payload, _signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, out int length))
            throw new CryptographicException("an RSA signature is longer than its key");
        Base64.EncodeToUtf8(_signature.AsSpan(0, length), signature, out _, out int written);
        return written;
    }
}

/// <summary>Ed25519 by the system's OpenSSL.</summary>
internal sealed class BinanceEd25519Signer : BinanceSigner
{
    private readonly LibCrypto.KeyHandle _key;
    private readonly LibCrypto.ContextHandle _context;
    private readonly byte[] _signature = new byte[64];

    public BinanceEd25519Signer(byte[] seed)
    {
        if (!LibCrypto.HasEd25519)
            throw new BadInputException("an ed25519 key needs OpenSSL 1.1.1 or newer (libcrypto), which this machine doesn't have: install it (Debian: apt install libssl3), or use a key of kind hmac or rsa");
        _key = LibCrypto.NewEd25519Key(seed);
        _context = LibCrypto.NewContext();
        CryptographicOperations.ZeroMemory(seed);
        if (_key.IsInvalid || _context.IsInvalid)
            throw new BadInputException("this machine's OpenSSL (libcrypto) knows no Ed25519: install one that does, or use a key of kind hmac or rsa");
    }

    public override int MaxLength => 88;

    public override bool CanLogOn => true;

    public override int Sign(ReadOnlySpan<byte> payload, Span<byte> signature)
    {
        if (!LibCrypto.SignEd25519(_key, _context, payload, _signature))
            throw new CryptographicException("OpenSSL didn't sign");
        Base64.EncodeToUtf8(_signature, signature, out _, out int written);
        return written;
    }
}
