using System.Security.Cryptography;
using System.Text;
using Touchline.Core;

namespace Touchline.Exchanges.Binance.Tests;

public class SignatureTests
{
    private const string DocumentedSecret = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
    private const string FuturesSecret = "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9";

    private const string RestOrder =
        "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTX&quantity=0.010&price=60000.10&newClientOrderId=eng-1-42&recvWindow=2000&timestamp=1760000000000";

    private const string SocketOrder =
        "apiKey=fakeApiKey0001&newClientOrderId=eng-1-42&price=60000.10&quantity=0.010&recvWindow=2000&side=BUY&symbol=BTCUSDT&timeInForce=GTX&timestamp=1760000000000&type=LIMIT";

    internal static string Ed25519Pem { get; } = PemEncoding.WriteString(
        "PUBLIC KEY", Convert.FromHexString("302a300506032b657003210003a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"));

    public static TheoryData<string, string, string> HmacVectors => new()
    {
        { DocumentedSecret, "timestamp=1578963600000", "d84e6641b1e328e7b418fff030caed655c266299c9355e36ce801ed14631eed4" },
        {
            DocumentedSecret,
            "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559",
            "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"
        },
        {
            DocumentedSecret,
            "symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559",
            "e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3"
        },
        {
            DocumentedSecret,
            "apiKey=vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A&price=52000.00&quantity=0.01000000&recvWindow=100&side=SELL&symbol=BTCUSDT&timeInForce=GTC&timestamp=1645423376532&type=LIMIT",
            "aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24"
        },
        {
            FuturesSecret,
            "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000&timestamp=1591702613943",
            "3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9"
        },
        { ApiScene.Secret, RestOrder, "18ae6a0a5513886bd748248c98a88da24c07e305d1ff4858baee9aea9eaa6868" },
        {
            ApiScene.Secret,
            "symbol=BTCUSDT&origClientOrderId=eng-1-42&recvWindow=2000&timestamp=1760000000000",
            "62c91a980d884a99f0d1eab18f1fe18aac97a779828fae2b2f56ec518dd4f8e9"
        },
        { ApiScene.Secret, SocketOrder, "e3b92cd5bb6821cfe767f281c15b2bd41a4e8b535abe3c961431ab660c29fc0d" },
    };

    public static TheoryData<string, string> Ed25519Vectors => new()
    {
        { "apiKey=fakeApiKey0001&timestamp=1760000000000", "eg+Y/A24fkcP5HLTPcVoKwc9w4ZcO+OFQa7ff6sM6lkNTTqQRjplBe68nQC6IaZP3R7N/xJPHQJKYbTED0xiDQ==" },
        { RestOrder, "IHCi0V4LYjeeD1cClZZNRhe1flQHmOGSGoFFqjPzATrK+NpPoLbztwNRRSPkB71/jO/0cCjZu4SM5l+jWstSBg==" },
        { SocketOrder, "LaBLN55aB91W+TjpETbT/1zLaFeWF6p71J8qNht3McncFCLOEEv2c6LHh7JPpoztoNBnNqv+JzC4AKtMO61PDQ==" },
    };

    [Theory]
    [MemberData(nameof(HmacVectors))]
    public void An_hmac_signature_is_taken_when_all_of_it_is_right(string secret, string payload, string signature)
    {
        CheckEveryByte(Account(SignatureKind.Hmac, secret), payload, signature);
        Assert.True(Matches(Account(SignatureKind.Hmac, secret), payload, signature.ToUpperInvariant()));
    }

    [Theory]
    [MemberData(nameof(Ed25519Vectors))]
    public void An_ed25519_signature_is_taken_when_all_of_it_is_right(string payload, string signature) =>
        CheckEveryByte(Account(SignatureKind.Ed25519, Ed25519Pem), payload, signature);

    [Fact]
    public void An_rsa_signature_is_taken_when_all_of_it_is_right()
    {
        using RSA key = RSA.Create(2048);
        string signature = Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(RestOrder), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        CheckEveryByte(Account(SignatureKind.Rsa, key.ExportSubjectPublicKeyInfoPem()), RestOrder, signature);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no key")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")]
    public void A_public_key_that_cant_be_read_is_told_at_the_start(string pem)
    {
        foreach (SignatureKind kind in (SignatureKind[])[SignatureKind.Ed25519, SignatureKind.Rsa])
        {
            BadInputException error = Assert.Throws<BadInputException>(() => new BinanceSignatures([Account(kind, pem)]));
            Assert.Contains("account k", error.Message, StringComparison.Ordinal);
            Assert.Contains("BEGIN PUBLIC KEY", error.Message, StringComparison.Ordinal);
        }
    }

    private static void CheckEveryByte(BinanceAccount account, string payload, string signature)
    {
        Assert.True(Matches(account, payload, signature));
        for (int i = 0; i < payload.Length; i++)
            Assert.False(Matches(account, Changed(payload, i), signature));
        for (int i = 0; i < signature.TrimEnd('=').Length; i++)
            Assert.False(Matches(account, payload, Changed(signature, i)));
        Assert.False(Matches(account, payload, signature[..^1]));
        Assert.False(Matches(account, payload, signature + "0"));
        Assert.False(Matches(account, payload, ""));
        Assert.False(Matches(account, payload, "é"));
    }

    /// <summary>Another letter or digit; of the last before the padding one that differs in a bit that counts.</summary>
    private static string Changed(string text, int index)
    {
        char other = text[index] is '0' or 'w' ? 'A' : text[index] is 'A' ? 'g' : '0';
        if (char.ToUpperInvariant(other) == char.ToUpperInvariant(text[index]))
            other = 'x';
        return text[..index] + other + text[(index + 1)..];
    }

    private static bool Matches(BinanceAccount account, string payload, string signature) =>
        new BinanceSignatures([account]).Matches(account, Encoding.UTF8.GetBytes(payload), signature);

    private static BinanceAccount Account(SignatureKind kind, string secret) => new() { OpenedMs = 0, Number = 0, Key = "k", Signature = kind, Secret = secret };
}
