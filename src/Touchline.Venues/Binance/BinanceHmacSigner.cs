using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Touchline.Venues.Wire;

namespace Touchline.Venues.Binance;

/// <summary>
/// HMAC-SHA256. The hash's states behind the inner and the outer pad are kept and copied for each payload, which saves two of its blocks;
/// without OpenSSL the framework's hash does it whole.
/// </summary>
internal sealed unsafe class BinanceHmacSigner : BinanceSigner
{
    private const int BlockSize = 64;
    private const int HashSize = 32;

    private readonly HashState _inner, _outer;
    private readonly IncrementalHash? _plain;

    public BinanceHmacSigner(byte[] secret) : this(secret, LibCrypto.HasSha256)
    {
    }

    /// <param name="secret">Wiped.</param>
    /// <param name="keepPads">Use OpenSSL.</param>
    internal BinanceHmacSigner(byte[] secret, bool keepPads)
    {
        if (keepPads)
        {
            Span<byte> key = stackalloc byte[BlockSize];
            key.Clear();
            if (secret.Length > BlockSize)
                SHA256.HashData(secret, key);
            else
                secret.CopyTo(key);
            Begin(key, 0x36, ref _inner);
            Begin(key, 0x5c, ref _outer);
            CryptographicOperations.ZeroMemory(key);
        }
        else
        {
            _plain = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        }

        CryptographicOperations.ZeroMemory(secret);
    }

    public override int MaxLength => 2 * HashSize;

    public override bool IsBase64 => false;

    public override int Sign(ReadOnlySpan<byte> payload, Span<byte> signature)
    {
        Span<byte> hash = stackalloc byte[HashSize];
        if (_plain is null)
        {
            Hash(payload, hash);
        }
        else
        {
            _plain.AppendData(payload);
            _plain.GetHashAndReset(hash);
        }

        Convert.TryToHexStringLower(hash, signature, out int written);
        return written;
    }

    [SkipLocalsInit]
    private void Hash(ReadOnlySpan<byte> payload, Span<byte> hash)
    {
        HashState state = _inner;
        byte* at = (byte*)&state;
        fixed (byte* from = payload, to = hash)
        {
            LibCrypto.Sha256Update(at, from, payload.Length);
            LibCrypto.Sha256Final(at, to);
            state = _outer;
            LibCrypto.Sha256Update(at, to, HashSize);
            LibCrypto.Sha256Final(at, to);
        }
    }

    private static void Begin(ReadOnlySpan<byte> key, byte pad, ref HashState state)
    {
        byte* padded = stackalloc byte[BlockSize];
        for (int i = 0; i < BlockSize; i++)
            padded[i] = (byte)(key[i] ^ pad);
        fixed (HashState* at = &state)
        {
            LibCrypto.Sha256Init((byte*)at);
            LibCrypto.Sha256Update((byte*)at, padded, BlockSize);
        }

        CryptographicOperations.ZeroMemory(new Span<byte>(padded, BlockSize));
    }

    [InlineArray(LibCrypto.Sha256StateSize / sizeof(long))]
    private struct HashState
    {
        private long _first;
    }
}
