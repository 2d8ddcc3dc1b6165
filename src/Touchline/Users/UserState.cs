using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Touchline.Users;

/// <summary>A user with what only the file knows.</summary>
/// <param name="Epoch">Stands in each of the user's tokens; another one ends them all. Random, so that neither a user made anew nor an old copy of the file revives any.</param>
internal sealed record UserEntry(User User, string PasswordHash, string Epoch)
{
    private const int EpochBytes = 12;

    public static string NewEpoch() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(EpochBytes));

    public override string ToString() => User.ToString();
}

/// <summary>A token that ended before its time.</summary>
/// <param name="Expires">Unix seconds; from then on it needn't be kept.</param>
internal readonly record struct RevokedToken(string Id, string User, long Expires);

/// <summary>When a file was written, and how long it is. No two states of a file of users have the same.</summary>
internal readonly record struct FileStamp(long WrittenTicks, long Length);

/// <summary>What a file of users holds. Immutable.</summary>
/// <param name="Serial">Counts changes; the newest version of a user.</param>
/// <param name="Secret">Signs the tokens.</param>
internal sealed record UserState(long Serial, byte[] Secret, ImmutableSortedDictionary<string, UserEntry> Users, ImmutableDictionary<string, RevokedToken> Revoked)
{
    public const int SecretBytes = 32;
    public const int MostUsers = 200;

    /// <summary>Of one user at a time; who ends more ends all tokens.</summary>
    public const int MostRevokedOfUser = 256;

    /// <summary>Of the file that it was read from.</summary>
    public FileStamp Stamp { get; init; }

    public static UserState New() => new(0, RandomNumberGenerator.GetBytes(SecretBytes), ImmutableSortedDictionary.Create<string, UserEntry>(StringComparer.Ordinal), ImmutableDictionary<string, RevokedToken>.Empty);

    public bool IsLastAdmin(string name) => Users[name].User.Role == Role.Admin && Users.Values.Count(e => e.User.Role == Role.Admin) == 1;

    /// <summary>With this user as its next version.</summary>
    public UserState With(UserEntry entry) => this with { Serial = Serial + 1, Users = Users.SetItem(entry.User.Name, entry with { User = entry.User with { Version = Serial + 1 } }) };

    /// <summary>The serial counts on, so that no version comes again with the name.</summary>
    public UserState Without(string name) => (this with { Serial = Serial + 1, Users = Users.Remove(name) }).WithoutRevokedOf(name);

    /// <summary>None of the user's tokens holds any more.</summary>
    public UserState WithoutTokensOf(string name) => With(Users[name] with { Epoch = UserEntry.NewEpoch() }).WithoutRevokedOf(name);

    public UserState WithRevoked(RevokedToken token) =>
        Revoked.Values.Count(r => r.User == token.User) < MostRevokedOfUser ? this with { Revoked = Revoked.SetItem(token.Id, token) } : WithoutTokensOf(token.User);

    public UserState WithoutExpired(long now) => this with { Revoked = Revoked.RemoveRange(Revoked.Values.Where(r => r.Expires <= now).Select(r => r.Id)) };

    private UserState WithoutRevokedOf(string name) => this with { Revoked = Revoked.RemoveRange(Revoked.Values.Where(r => r.User == name).Select(r => r.Id)) };
}
