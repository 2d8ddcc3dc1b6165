using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Touchline.Users;

namespace Touchline.Tests.Users;

public sealed class TokenTests : IDisposable
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private const string Right = """{"alg":"HS256","typ":"JWT"}""";

    private readonly UserPlace _place = new();
    private readonly UserAccess _access;
    private readonly byte[] _secret;
    private readonly string _epoch;

    public TokenTests()
    {
        _access = _place.Open();
        UserState state = new UserFile(_place.Path).Current();
        _secret = state.Secret;
        _epoch = state.Users["admin"].Epoch;
    }

    public void Dispose() => _place.Dispose();

    private long Now => _place.Time.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public async Task A_token_speaks_for_its_user_until_it_expires()
    {
        var login = Assert.IsType<LoginOutcome.In>(await _access.Login("admin", UserPlace.Password, UserPlace.Home));
        Assert.Equal(_place.Time.GetUtcNow() + TimeSpan.FromHours(12), login.Expires);
        Principal admin = _access.Verify(login.Token)!;
        Assert.Equal(("admin", Role.Admin, login.Expires), (admin.Name, admin.Role, admin.Expires));
        Assert.True(admin.May(Role.Trader));
        _place.Time.Advance(TimeSpan.FromHours(12) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(admin, _access.Verify(login.Token));
        _place.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(_access.Verify(login.Token));
    }

    [Fact]
    public async Task It_is_a_web_token_that_others_can_check()
    {
        string[] parts = (await UserPlace.TokenOf(_access)).Split('.');
        Assert.Equal(Right, Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])));
        Assert.Equal(HMACSHA256.HashData(_secret, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}")), Base64Url.DecodeFromChars(parts[2]));
        Assert.Contains("\"sub\":\"admin\"", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])));
        Assert.DoesNotContain("role", Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])));
    }

    [Fact]
    public async Task A_token_with_any_one_bit_flipped_is_refused()
    {
        string token = await UserPlace.TokenOf(_access);
        Assert.NotNull(_access.Verify(token));
        for (int i = 0; i < token.Length; i++)
        {
            for (int bit = 0; bit < 16; bit++)
                Assert.Null(_access.Verify($"{token[..i]}{(char)(token[i] ^ (1 << bit))}{token[(i + 1)..]}"));
        }

        // Its last letter has two bits that say nothing.
        Assert.All(Letters.Where(c => c != token[^1]), c => Assert.Null(_access.Verify(token[..^1] + c)));
    }

    [Fact]
    public async Task A_token_with_a_piece_lost_doubled_or_moved_is_refused()
    {
        string token = await UserPlace.TokenOf(_access);
        var random = new Random(7);
        for (int i = 0; i < 5_000; i++)
        {
            int from = random.Next(token.Length), to = random.Next(from, token.Length) + 1, at = random.Next(token.Length);
            string without = token[..from] + token[to..], twice = token[..to] + token[from..], more = token.Insert(at, $"{(char)random.Next(1, 300)}");
            Assert.All((string[])[without, twice, more], other => Assert.Null(_access.Verify(other)));
        }
    }

    [Fact]
    public void Garbage_is_refused_and_nothing_is_thrown()
    {
        var random = new Random(1);
        const string Likely = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.{}\":,= \n";
        for (int i = 0; i < 20_000; i++)
        {
            string text = string.Create(random.Next(200), random, (span, r) =>
            {
                bool isLikely = r.Next(2) == 0;
                foreach (ref char c in span)
                    c = isLikely ? Likely[r.Next(Likely.Length)] : (char)r.Next(char.MaxValue + 1);
            });
            Assert.Null(_access.Verify(text));
            Assert.Null(_access.Verify($"{Encode(Right)}.{text}"));
        }

        Assert.Null(_access.Verify(null));
        Assert.Null(_access.Verify(""));
        Assert.Null(_access.Verify(new string('.', 4096)));
    }

    [Fact]
    public void Garbage_that_is_rightly_signed_is_refused_and_nothing_is_thrown()
    {
        var random = new Random(2);
        const string Likely = "{}[]\":,-0123456789etrufalsnijbxp\\ud8 ";
        for (int i = 0; i < 20_000; i++)
        {
            byte[] payload = new byte[random.Next(100)];
            for (int k = 0; k < payload.Length; k++)
                payload[k] = i % 2 == 0 ? (byte)Likely[random.Next(Likely.Length)] : (byte)random.Next(256);
            Assert.Null(_access.Verify(Sign(Encode(Right), Base64Url.EncodeToString(payload))));
        }
    }

    [Fact]
    public void Rightly_signed_claims_are_taken_when_they_are_right_alone()
    {
        Assert.NotNull(_access.Verify(Sign(Right, Claims())));
        foreach (string name in (string[])["iss", "aud", "sub", "jti", "epoch", "iat", "nbf", "exp"])
        {
            Assert.Null(_access.Verify(Sign(Right, Claims(without: name))));
            foreach (string wrong in (string[])["null", "{}", "[\"touchline-api\"]", "\"\"", "\"x\"", "true", "-1", "1e400", "0.5", "99999999999999999999", "\"\\ud800\""])
            {
                // Any text is a token's name, any time one to be issued at.
                if (name != "jti" || wrong[0] != '"' || wrong.Contains('\\'))
                    Assert.Null(_access.Verify(Sign(Right, Claims(name, wrong))));
            }
        }

        Assert.Null(_access.Verify(Sign(Right, Claims("sub", "\"Admin\""))));
        Assert.Null(_access.Verify(Sign(Right, Claims("sub", "\"root\""))));
        Assert.Null(_access.Verify(Sign(Right, Claims().Replace("{", "{\"sub\":\"admin\",", StringComparison.Ordinal))));
        Assert.Null(_access.Verify(Sign(Right, Claims("exp", $"{Now}"))));
        Assert.NotNull(_access.Verify(Sign(Right, Claims("exp", $"{Now + 1}"))));
        Assert.Null(_access.Verify(Sign(Right, Claims("nbf", $"{Now + 1}"))));
        Assert.NotNull(_access.Verify(Sign(Right, Claims("nbf", $"{Now}"))));
    }

    [Theory]
    [InlineData("""{"alg":"none","typ":"JWT"}""")]
    [InlineData("""{"alg":"None","typ":"JWT"}""")]
    [InlineData("""{"alg":"HS512","typ":"JWT"}""")]
    [InlineData("""{"alg":"HS384","typ":"JWT"}""")]
    [InlineData("""{"alg":"RS256","typ":"JWT"}""")]
    [InlineData("""{"alg":"hs256","typ":"JWT"}""")]
    [InlineData("""{"typ":"JWT","alg":"HS256"}""")]
    [InlineData("""{"alg":"HS256"}""")]
    [InlineData("""{"alg":"HS256","typ":"JWT","kid":"1"}""")]
    [InlineData("""{"alg": "HS256","typ":"JWT"}""")]
    [InlineData("")]
    public void Every_other_header_is_refused_whatever_signs_it(string header)
    {
        string text = Encode(header), signed = $"{text}.{Encode(Claims())}";
        byte[] bytes = Encoding.UTF8.GetBytes(signed);
        Assert.Null(_access.Verify(Sign(header, Claims())));
        Assert.Null(_access.Verify($"{signed}."));
        Assert.Null(_access.Verify(signed));
        Assert.Null(_access.Verify($"{signed}.{Base64Url.EncodeToString(HMACSHA512.HashData(_secret, bytes))}"));
        Assert.Null(_access.Verify($"{signed}.{Base64Url.EncodeToString(HMACSHA384.HashData(_secret, bytes))}"));
    }

    [Fact]
    public void A_signature_of_another_length_or_spelling_is_refused()
    {
        string signed = $"{Encode(Right)}.{Encode(Claims())}";
        byte[] signature = HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(signed));
        Assert.NotNull(_access.Verify($"{signed}.{Base64Url.EncodeToString(signature)}"));
        for (int length = 0; length < 32; length++)
            Assert.Null(_access.Verify($"{signed}.{Base64Url.EncodeToString(signature.AsSpan(0, length))}"));
        Assert.Null(_access.Verify($"{signed}.{Base64Url.EncodeToString([.. signature, 0])}"));
        Assert.Null(_access.Verify($"{signed}.{Convert.ToBase64String(signature)}"));
        Assert.Null(_access.Verify($"{signed}.{Base64Url.EncodeToString(signature)}="));
        Assert.Null(_access.Verify($"{signed}.{Base64Url.EncodeToString(signature)} "));
        Assert.Null(_access.Verify($" {signed}.{Base64Url.EncodeToString(signature)}"));
        Assert.Null(_access.Verify($"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(new byte[32], Encoding.UTF8.GetBytes(signed)))}"));
    }

    [Fact]
    public void A_payload_that_is_spelled_otherwise_is_refused_though_rightly_signed()
    {
        // Its length leaves bits over that say nothing.
        string claims = Claims();
        while (Encoding.UTF8.GetByteCount(claims) % 3 != 1)
            claims += " ";
        string payload = Encode(claims);
        Assert.NotNull(_access.Verify(Sign(Encode(Right), payload)));
        string other = payload[..^1] + Letters[Letters.IndexOf(payload[^1], StringComparison.Ordinal) + 1];
        Assert.Equal(LastByte(payload), LastByte(other));
        Assert.Null(_access.Verify(Sign(Encode(Right), other)));
        Assert.Null(_access.Verify(Sign(Encode(Right), payload + "==")));
        Assert.Null(_access.Verify(Sign(Encode(Right), payload.Insert(8, "\n"))));
    }

    [Fact]
    public void A_token_that_is_longer_than_any_isnt_looked_at()
    {
        string Padded(int length) => Sign(Right, Claims() + new string(' ', length));
        int most = 0;
        while (Padded(most + 1).Length <= 4096)
            most++;
        Assert.NotNull(_access.Verify(Padded(most)));
        Assert.Null(_access.Verify(Padded(most + 3)));
    }

    private string Claims(string? change = null, string? value = null, string? without = null)
    {
        var claims = new Dictionary<string, string>
        {
            ["iss"] = "\"touchline\"",
            ["aud"] = "\"touchline-api\"",
            ["sub"] = "\"admin\"",
            ["jti"] = "\"some\"",
            ["epoch"] = $"\"{_epoch}\"",
            ["iat"] = $"{Now}",
            ["nbf"] = $"{Now}",
            ["exp"] = $"{Now + 60}",
        };
        if (change is not null)
            claims[change] = value!;
        if (without is not null)
            claims.Remove(without);
        return $"{{{string.Join(',', claims.Select(c => $"\"{c.Key}\":{c.Value}"))}}}";
    }

    private string Sign(string header, string payload)
    {
        if (header.StartsWith('{') || header.Length == 0)
            (header, payload) = (Encode(header), Encode(payload));
        string signed = $"{header}.{payload}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(signed)))}";
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    // As a decoder reads it that doesn't mind the bits left over.
    private static byte LastByte(string text) => (byte)(Letters.IndexOf(text[^2], StringComparison.Ordinal) << 2 | Letters.IndexOf(text[^1], StringComparison.Ordinal) >> 4);
}
