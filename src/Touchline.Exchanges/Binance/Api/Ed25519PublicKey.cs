using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>An Ed25519 public key (RFC 8032), checked by OpenSSL, since .NET has no Ed25519 of its own.</summary>
internal sealed class Ed25519PublicKey
{
    private const int Ed25519 = 1087;
    private const int KeyBytes = 32;
    private const int SignatureBytes = 64;

    /// <summary>SubjectPublicKeyInfo up to the key itself (RFC 8410).</summary>
    private static readonly byte[] Prefix = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

    private static readonly Lazy<OpenSsl?> Library = new(OpenSsl.Load);

    private readonly OpenSsl _library;
    private readonly byte[] _key;

    private Ed25519PublicKey(OpenSsl library, byte[] key)
    {
        _library = library;
        _key = key;
    }

    /// <param name="pem">A public key in PEM.</param>
    /// <param name="owner">For the message.</param>
    /// <exception cref="BadInputException">No Ed25519 public key, or no OpenSSL.</exception>
    public static Ed25519PublicKey Of(string pem, string owner)
    {
        byte[] info = Info(pem, owner);
        OpenSsl library = Library.Value
            ?? throw new BadInputException($"{owner}: Ed25519 needs OpenSSL's libcrypto (1.1.1 or newer), which isn't on this machine; install openssl, or use an HMAC key");
        return new Ed25519PublicKey(library, info[Prefix.Length..]);
    }

    public bool Matches(byte[] message, byte[] signature)
    {
        if (signature.Length != SignatureBytes)
            return false;
        IntPtr key = _library.NewKey(Ed25519, IntPtr.Zero, _key, KeyBytes);
        IntPtr context = _library.NewContext();
        try
        {
            return _library.VerifyInit(context, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero, key) == 1
                && _library.Verify(context, signature, (nuint)signature.Length, message, (nuint)message.Length) == 1;
        }
        finally
        {
            _library.FreeContext(context);
            _library.FreeKey(key);
        }
    }

    private static byte[] Info(string pem, string owner)
    {
        if (!PemEncoding.TryFind(pem, out PemFields fields) || pem[fields.Label] != "PUBLIC KEY")
            throw Unreadable(owner);
        byte[] info = Convert.FromBase64String(pem[fields.Base64Data]);
        return info.Length == Prefix.Length + KeyBytes && info.AsSpan().StartsWith(Prefix) ? info : throw Unreadable(owner);
    }

    private static BadInputException Unreadable(string owner) =>
        new($"{owner}: its Ed25519 key can't be read; give a public key in PEM ('-----BEGIN PUBLIC KEY-----', as 'openssl pkey -pubout' writes it)");

    private sealed record OpenSsl(
        OpenSsl.NewRawPublicKey NewKey,
        OpenSsl.FreeOne FreeKey,
        OpenSsl.NewDigestContext NewContext,
        OpenSsl.FreeOne FreeContext,
        OpenSsl.DigestVerifyInit VerifyInit,
        OpenSsl.DigestVerify Verify)
    {
        /// <summary>With their versions: macOS ends a process that loads its own, which has none.</summary>
        private static readonly string[] Names = ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.3.dylib", "libcrypto-3-x64.dll"];

        public delegate IntPtr NewRawPublicKey(int type, IntPtr engine, byte[] key, nuint length);

        public delegate void FreeOne(IntPtr handle);

        public delegate IntPtr NewDigestContext();

        public delegate int DigestVerifyInit(IntPtr context, IntPtr keyContext, IntPtr digest, IntPtr engine, IntPtr key);

        public delegate int DigestVerify(IntPtr context, byte[] signature, nuint signatureLength, byte[] message, nuint messageLength);

        public static OpenSsl? Load()
        {
            foreach (string name in Names)
                if (NativeLibrary.TryLoad(name, out IntPtr library) && NativeLibrary.TryGetExport(library, "EVP_PKEY_new_raw_public_key", out _))
                    return new OpenSsl(
                        Function<NewRawPublicKey>(library, "EVP_PKEY_new_raw_public_key"),
                        Function<FreeOne>(library, "EVP_PKEY_free"),
                        Function<NewDigestContext>(library, "EVP_MD_CTX_new"),
                        Function<FreeOne>(library, "EVP_MD_CTX_free"),
                        Function<DigestVerifyInit>(library, "EVP_DigestVerifyInit"),
                        Function<DigestVerify>(library, "EVP_DigestVerify"));
            return null;
        }

        private static T Function<T>(IntPtr library, string name) where T : Delegate =>
            Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));
    }
}
