using System.Security.Cryptography;
using System.Text;
using Touchline.Core;
using Touchline.Venues.Binance;

namespace Touchline.Venues.Tests;

public sealed class BinanceSignerTests
{
    private const string DocSecret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
    private const string FuturesSecret = "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9";
    private const string FakeSecret = "fakeSecret0001";
    private const string Rest =
        "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTX&quantity=0.010&price=60000.10&newClientOrderId=eng-1-42&recvWindow=2000&timestamp=1760000000000";

    private const string WebSocket =
        "apiKey=fakeApiKey0001&newClientOrderId=eng-1-42&price=60000.10&quantity=0.010&recvWindow=2000&side=BUY&symbol=BTCUSDT&timeInForce=GTX&timestamp=1760000000000&type=LIMIT";

    private const string Ed25519Pem = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f
        -----END PRIVATE KEY-----
        """;

    public static TheoryData<string, string, string> HmacVectors => new()
    {
        { DocSecret, "timestamp=1578963600000", "d84e6641b1e328e7b418fff030caed655c266299c9355e36ce801ed14631eed4" },
        {
            DocSecret, "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559",
            "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"
        },
        {
            DocSecret,
            "symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559",
            "e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3"
        },
        {
            DocSecret,
            "apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&price=52000.00&quantity=0.01000000&recvWindow=100&side=SELL&symbol=BTCUSDT&timeInForce=GTC&timestamp=1645423376532&type=LIMIT",
            "aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24"
        },
        {
            FuturesSecret, "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000&timestamp=1591702613943",
            "3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9"
        },
        {
            FuturesSecret, "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTCquantity=1&price=9000&recvWindow=5000&timestamp= 1591702613943",
            "f9d0ae5e813ef6ccf15c2b5a434047a0181cb5a342b903b367ca6d27a66e36f2"
        },
        {
            FuturesSecret, "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTCquantity=1&price=9000&recvWindow=5000&timestamp=1591702613943",
            "30baaf0fab549bbeda7f5ef201898b34122da25fd23c646cac2c529aebe670a4"
        },
        { FakeSecret, Rest, "18ae6a0a5513886bd748248c98a88da24c07e305d1ff4858baee9aea9eaa6868" },
        {
            FakeSecret, "symbol=BTCUSDT&origClientOrderId=eng-1-42&recvWindow=2000&timestamp=1760000000000",
            "62c91a980d884a99f0d1eab18f1fe18aac97a779828fae2b2f56ec518dd4f8e9"
        },
        { FakeSecret, WebSocket, "e3b92cd5bb6821cfe767f281c15b2bd41a4e8b535abe3c961431ab660c29fc0d" },
    };

    [Theory]
    [MemberData(nameof(HmacVectors))]
    public void Hmac_signs_as_published(string secret, string payload, string signature)
    {
        BinanceSigner signer = BinanceSigner.Of(new BinanceCredentials("key", "hmac", secret));
        Assert.Equal(signature, Sign(signer, payload));
        Assert.Equal(signature, Sign(signer, payload));
        Assert.Equal(signature, Sign(new BinanceHmacSigner(Encoding.ASCII.GetBytes(secret), keepPads: false), payload));
        Assert.Equal((false, false, 64), (signer.CanLogOn, signer.IsBase64, signer.MaxLength));
    }

    [Theory]
    [InlineData("apiKey=fakeApiKey0001&timestamp=1760000000000", "eg+Y/A24fkcP5HLTPcVoKwc9w4ZcO+OFQa7ff6sM6lkNTTqQRjplBe68nQC6IaZP3R7N/xJPHQJKYbTED0xiDQ==")]
    [InlineData(Rest, "IHCi0V4LYjeeD1cClZZNRhe1flQHmOGSGoFFqjPzATrK+NpPoLbztwNRRSPkB71/jO/0cCjZu4SM5l+jWstSBg==")]
    [InlineData(WebSocket, "LaBLN55aB91W+TjpETbT/1zLaFeWF6p71J8qNht3McncFCLOEEv2c6LHh7JPpoztoNBnNqv+JzC4AKtMO61PDQ==")]
    public void Ed25519_signs_as_published(string payload, string signature)
    {
        BinanceSigner signer = BinanceSigner.Of(new BinanceCredentials("key", "ed25519", Ed25519Pem));
        Assert.Equal(signature, Sign(signer, payload));
        Assert.Equal(signature, Sign(signer, payload));
        Assert.Equal((true, true, 88), (signer.CanLogOn, signer.IsBase64, signer.MaxLength));
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(3072)]
    public void Rsa_signatures_are_those_of_the_key(int bits)
    {
        using var key = RSA.Create(bits);
        BinanceSigner signer = BinanceSigner.Of(new BinanceCredentials("key", "rsa", key.ExportPkcs8PrivateKeyPem()));
        byte[] signature = Convert.FromBase64String(Sign(signer, Rest));
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes(Rest), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.Equal((false, true), (signer.CanLogOn, signer.IsBase64));
    }

    [Fact]
    public void Hmac_of_any_key_and_payload_is_the_frameworks()
    {
        var random = new SeededRandom(5);
        foreach (bool keepPads in (ReadOnlySpan<bool>)[true, false])
        {
            for (int keyLength = 1; keyLength <= 200; keyLength += 3)
            {
                byte[] secret = Bytes(random, keyLength);
                var signer = new BinanceHmacSigner([.. secret], keepPads);
                for (int i = 0; i < 20; i++)
                {
                    byte[] payload = Bytes(random, random.Below(400));
                    byte[] signature = new byte[signer.MaxLength];
                    Assert.Equal(64, signer.Sign(payload, signature));
                    Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(secret, payload)), Encoding.ASCII.GetString(signature));
                }
            }
        }
    }

    [Fact]
    public void Signing_allocates_nothing()
    {
        byte[] payload = Encoding.ASCII.GetBytes(WebSocket);
        foreach (BinanceCredentials credentials in (ReadOnlySpan<BinanceCredentials>)[new("key", "hmac", FakeSecret), new("key", "ed25519", Ed25519Pem)])
        {
            BinanceSigner signer = BinanceSigner.Of(credentials);
            byte[] signature = new byte[signer.MaxLength];
            signer.Sign(payload, signature);
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
                signer.Sign(payload, signature);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - bytes, 0, 8 * 1024);
        }
    }

    [Theory]
    [InlineData("hmac", "")]
    [InlineData("hmac", "abc def")]
    [InlineData("hmac", "abc\n")]
    [InlineData("hmac", "schlüssel")]
    [InlineData("hmac", Ed25519Pem)]
    [InlineData("ed25519", "fakeSecret0001")]
    [InlineData("ed25519", "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n")]
    [InlineData("ed25519", "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwN\n-----END PRIVATE KEY-----")]
    [InlineData("ed25519", "-----BEGIN PRIVATE KEY-----\nMC4!\n-----END PRIVATE KEY-----")]
    [InlineData("ed25519", "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAA6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=\n-----END PUBLIC KEY-----")]
    [InlineData("ed25519", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMC4=\n-----END ENCRYPTED PRIVATE KEY-----")]
    [InlineData("rsa", Ed25519Pem)]
    [InlineData("rsa", "-----BEGIN RSA PRIVATE KEY-----\nMC4=\n-----END RSA PRIVATE KEY-----")]
    [InlineData("rsa", "-----BEGIN CERTIFICATE-----\nMC4=\n-----END CERTIFICATE-----")]
    [InlineData("HMAC", FakeSecret)]
    public void A_secret_that_is_none_of_its_kind_is_refused_without_being_told(string kind, string secret)
    {
        var e = Assert.Throws<BadInputException>(() => BinanceSigner.Of(new BinanceCredentials("key", kind, secret)));
        if (secret.Length > 0)
            Assert.DoesNotContain(secret, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_rsa_key_given_as_ed25519_is_named()
    {
        using var key = RSA.Create(2048);
        var e = Assert.Throws<BadInputException>(() => BinanceSigner.Of(new BinanceCredentials("key", "ed25519", key.ExportPkcs8PrivateKeyPem())));
        Assert.Contains("(rsa)", e.Message, StringComparison.Ordinal);
    }

    private static string Sign(BinanceSigner signer, string payload)
    {
        byte[] signature = new byte[signer.MaxLength];
        int length = signer.Sign(Encoding.UTF8.GetBytes(payload), signature);
        return Encoding.ASCII.GetString(signature, 0, length);
    }

    private static byte[] Bytes(SeededRandom random, int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
            bytes[i] = (byte)random.Below(256);
        return bytes;
    }
}
