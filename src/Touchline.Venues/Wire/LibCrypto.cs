using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Touchline.Venues.Wire;

/// <summary>
/// What we take from the system's OpenSSL because the framework doesn't have it, or has it slower: SHA-256 whose state can be copied, and Ed25519.
/// </summary>
internal static unsafe class LibCrypto
{
    /// <summary>Bytes that hold a SHA256_CTX: 112 in every OpenSSL so far, and some to spare.</summary>
    public const int Sha256StateSize = 256;

    private const int Ed25519Kind = 1087; // NID_ED25519

    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<byte*, int> Init;
    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<byte*, byte*, nuint, int> Update;
    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<byte*, byte*, int> Final;
    private static readonly delegate* unmanaged[Cdecl]<int, nint, byte*, nuint, nint> NewPrivateKey;
    private static readonly delegate* unmanaged[Cdecl]<nint, void> FreeKey;
    private static readonly delegate* unmanaged[Cdecl]<nint> NewDigest;
    private static readonly delegate* unmanaged[Cdecl]<nint, int> ResetDigest;
    private static readonly delegate* unmanaged[Cdecl]<nint, void> FreeDigest;
    private static readonly delegate* unmanaged[Cdecl]<nint, nint, nint, nint, nint, int> SignInit;
    private static readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint*, byte*, nuint, int> SignOnce;

    /// <summary>Copyable SHA-256 is there and gives the right hash.</summary>
    public static bool HasSha256 { get; }

    public static bool HasEd25519 { get; }

    static LibCrypto()
    {
        if (!TryLoad(out nint library))
            return;
        nint Export(string name) => NativeLibrary.TryGetExport(library, name, out nint address) ? address : 0;
        Init = (delegate* unmanaged[Cdecl, SuppressGCTransition]<byte*, int>)Export("SHA256_Init");
        Update = (delegate* unmanaged[Cdecl, SuppressGCTransition]<byte*, byte*, nuint, int>)Export("SHA256_Update");
        Final = (delegate* unmanaged[Cdecl, SuppressGCTransition]<byte*, byte*, int>)Export("SHA256_Final");
        HasSha256 = Init != null && Update != null && Final != null && HashesRightly();
        NewPrivateKey = (delegate* unmanaged[Cdecl]<int, nint, byte*, nuint, nint>)Export("EVP_PKEY_new_raw_private_key");
        FreeKey = (delegate* unmanaged[Cdecl]<nint, void>)Export("EVP_PKEY_free");
        NewDigest = (delegate* unmanaged[Cdecl]<nint>)Export("EVP_MD_CTX_new");
        ResetDigest = (delegate* unmanaged[Cdecl]<nint, int>)Export("EVP_MD_CTX_reset");
        FreeDigest = (delegate* unmanaged[Cdecl]<nint, void>)Export("EVP_MD_CTX_free");
        SignInit = (delegate* unmanaged[Cdecl]<nint, nint, nint, nint, nint, int>)Export("EVP_DigestSignInit");
        SignOnce = (delegate* unmanaged[Cdecl]<nint, byte*, nuint*, byte*, nuint, int>)Export("EVP_DigestSign");
        HasEd25519 = NewPrivateKey != null && FreeKey != null && NewDigest != null && ResetDigest != null && FreeDigest != null
            && SignInit != null && SignOnce != null;
    }

    public static void Sha256Init(byte* state) => Init(state);

    /// <summary>Short input only: the collector waits for it.</summary>
    public static void Sha256Update(byte* state, byte* bytes, int length) => Update(state, bytes, (nuint)length);

    /// <summary>Writes 32 bytes.</summary>
    public static void Sha256Final(byte* state, byte* hash) => Final(hash, state);

    /// <summary>A private key from its 32 bytes; invalid when OpenSSL was built without Ed25519.</summary>
    public static KeyHandle NewEd25519Key(ReadOnlySpan<byte> seed)
    {
        fixed (byte* bytes = seed)
            return new KeyHandle(NewPrivateKey(Ed25519Kind, 0, bytes, (nuint)seed.Length));
    }

    public static ContextHandle NewContext() => new(NewDigest());

    /// <summary>Signs with a key and a context that are used by one thread at a time. The signature has 64 bytes.</summary>
    public static bool SignEd25519(KeyHandle key, ContextHandle context, ReadOnlySpan<byte> payload, Span<byte> signature)
    {
        nint at = context.DangerousGetHandle();
        nuint length = (nuint)signature.Length;
        bool signed;
        fixed (byte* from = payload, to = signature)
        {
            byte nothing = 0;
            signed = ResetDigest(at) == 1 && SignInit(at, 0, 0, 0, key.DangerousGetHandle()) == 1
                && SignOnce(at, to, &length, from is null ? &nothing : from, (nuint)payload.Length) == 1;
        }

        GC.KeepAlive(key);
        GC.KeepAlive(context);
        return signed && length == (nuint)signature.Length;
    }

    private static bool TryLoad(out nint library)
    {
        // macOS ends a program that loads libcrypto without a version.
        ReadOnlySpan<string> names = OperatingSystem.IsWindows() ? ["libcrypto-3-x64.dll", "libcrypto-1_1-x64.dll"]
            : OperatingSystem.IsMacOS() ? ["libcrypto.3.dylib", "libcrypto.1.1.dylib"]
            : ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.so"];
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out library))
                return true;
        }

        library = 0;
        return false;
    }

    // SHA256_CTX is no public layout: a copied state is trusted only where it comes to what the framework says.
    private static bool HashesRightly()
    {
        byte* state = stackalloc byte[Sha256StateSize], copy = stackalloc byte[Sha256StateSize], hash = stackalloc byte[32], text = stackalloc byte[100];
        new Span<byte>(state, Sha256StateSize).Clear();
        new Span<byte>(text, 100).Fill((byte)'t');
        Init(state);
        Update(state, text, 70);
        Buffer.MemoryCopy(state, copy, Sha256StateSize, Sha256StateSize);
        Update(state, text, 3);
        Update(copy, text, 30);
        Final(hash, copy);
        return new ReadOnlySpan<byte>(hash, 32).SequenceEqual(SHA256.HashData(new ReadOnlySpan<byte>(text, 100)));
    }

    /// <summary>An EVP_PKEY.</summary>
    internal sealed class KeyHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        public KeyHandle(nint key) : base(ownsHandle: true) => SetHandle(key);

        protected override bool ReleaseHandle()
        {
            FreeKey(handle);
            return true;
        }
    }

    /// <summary>An EVP_MD_CTX.</summary>
    internal sealed class ContextHandle : SafeHandleZeroOrMinusOneIsInvalid
    {
        public ContextHandle(nint context) : base(ownsHandle: true) => SetHandle(context);

        protected override bool ReleaseHandle()
        {
            FreeDigest(handle);
            return true;
        }
    }
}
