using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Touchline.Commands;
using Touchline.Core;

namespace Touchline.Users;

/// <summary>The JSON of a file of users; format: docs/users.md. Read strictly: what is read is also written, and nothing is to be lost by that.</summary>
internal static class UserFileText
{
    private const int Version = 1;
    private const int MostEpochLength = 64;
    private const int MostTokenIdLength = 64;

    private static readonly JsonSerializerOptions Strict = new(JsonText.Indented)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
    };

    private sealed record Document(int Version, long Serial, string Secret, IReadOnlyList<Entry?> Users, IReadOnlyList<Revocation?> Revoked);

    private sealed record Entry(string Name, string Role, string Password, string Epoch, long Version, DateTimeOffset Created, DateTimeOffset PasswordChanged);

    private sealed record Revocation(string Id, string User, long Expires);

    public static byte[] Write(UserState state) => JsonSerializer.SerializeToUtf8Bytes(
        new Document(
            Version,
            state.Serial,
            Convert.ToBase64String(state.Secret),
            [.. state.Users.Values.Select(e => new Entry(e.User.Name, e.User.Role.Text(), e.PasswordHash, e.Epoch, e.User.Version, e.User.Created, e.User.PasswordChanged))],
            [.. state.Revoked.Values.OrderBy(r => r.Expires).Select(r => new Revocation(r.Id, r.User, r.Expires))]),
        Strict);

    /// <param name="name">What the user calls the file.</param>
    /// <exception cref="BadInputException">It is none of ours, or of another version.</exception>
    public static UserState Read(byte[] utf8, string name)
    {
        try
        {
            CheckVersion(utf8, name);
            return StateOf(JsonSerializer.Deserialize<Document>(utf8, Strict) ?? throw new FormatException("it is null"));
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            // The reader's own words may repeat what stands there; only the place is told.
            string why = e is JsonException { LineNumber: { } line } ? $"line {line + 1} is wrong" : e is FormatException ? e.Message : "a part is missing or too many";
            throw new BadInputException($"{name} is no file of users as docs/users.md has it ({why}): name the right one (--users FILE), put a copy back, or move it away and begin anew", e);
        }
    }

    // Before anything else: what a newer version holds isn't a mistake.
    private static void CheckVersion(byte[] utf8, string name)
    {
        using var document = JsonDocument.Parse(utf8);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("version", out JsonElement element)
            || element.ValueKind != JsonValueKind.Number || !element.TryGetInt32(out int version))
            throw new FormatException("it has no version");
        if (version > Version)
            throw new BadInputException($"{name} is of version {version}; this program reads version {Version}: use the program that wrote it, or name another file (--users FILE)");
        if (version != Version)
            throw new FormatException($"there is no version {version}");
    }

    private static UserState StateOf(Document document)
    {
        UserState state = UserState.New() with { Serial = document.Serial, Secret = Convert.FromBase64String(document.Secret) };
        Check(state.Secret.Length == UserState.SecretBytes, $"its secret isn't of {UserState.SecretBytes} bytes");
        Check(document.Users.Count <= UserState.MostUsers, $"it has more than {UserState.MostUsers} users");
        var users = state.Users.ToBuilder();
        foreach (Entry? text in document.Users)
        {
            UserEntry entry = EntryOf(text, document.Serial);
            Check(users.TryAdd(entry.User.Name, entry), $"user {entry.User.Name} is there twice");
        }

        Check(users.Values.Any(e => e.User.Role == Role.Admin), "no user is admin");
        var revoked = ImmutableDictionary.CreateBuilder<string, RevokedToken>();
        foreach (Revocation? token in document.Revoked)
        {
            Check(token is { Id.Length: > 0 and <= MostTokenIdLength } && users.ContainsKey(token.User) && !revoked.ContainsKey(token.Id), "a revoked token is wrong");
            revoked.Add(token!.Id, new RevokedToken(token.Id, token.User, token.Expires));
        }

        return state with { Users = users.ToImmutable(), Revoked = revoked.ToImmutable() };
    }

    private static UserEntry EntryOf(Entry? entry, long serial)
    {
        if (entry is null || !User.IsName(entry.Name))
            throw new FormatException($"a user's name isn't {User.RightName}");
        Check(Roles.TryParse(entry.Role, out Role role), $"the role of user {entry.Name} isn't {Roles.Right}");
        Check(Passwords.IsHash(entry.Password), $"the password of user {entry.Name} is no hash");
        Check(entry.Epoch.Length is > 0 and <= MostEpochLength, $"the epoch of user {entry.Name} is none");
        Check(entry.Version > 0 && entry.Version <= serial, $"the version of user {entry.Name} isn't from 1 to the file's serial");
        return new UserEntry(new User(entry.Name, role, entry.Version, entry.Created, entry.PasswordChanged), entry.Password, entry.Epoch);
    }

    private static void Check(bool isRight, string why)
    {
        if (!isRight)
            throw new FormatException(why);
    }
}
