using Touchline.Core;

namespace Touchline.Users;

/// <summary>The users of a file, and what can be done with them. Each change is in the file when it returns. Any thread.</summary>
/// <remarks>All of it throws <see cref="BadInputException"/> when the file can't be read or written.</remarks>
internal sealed class UserStore(UserFile file, TimeProvider time)
{
    /// <summary>What stands in the file now.</summary>
    public UserState Current => file.Current();

    // Whole seconds, as they are written.
    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());

    /// <summary>Makes the file with one user, who is admin.</summary>
    /// <param name="hash">Of the password; computed when it is needed.</param>
    /// <returns>False: there is a file.</returns>
    public bool Create(string name, Func<string> hash) => file.Create(() => UserState.New().With(NewEntry(name, Role.Admin, hash())));

    public UserOutcome Add(string name, Role role, string hash) => file.Change(state =>
    {
        if (WhyNot(state, name) is { } refused)
            return (state, refused);
        UserState next = state.With(NewEntry(name, role, hash));
        return (next, UserOutcome.Done(next.Users[name].User));
    });

    /// <summary>Why no user of this name can be added; null when one can.</summary>
    public static UserOutcome? WhyNot(UserState state, string name)
    {
        if (!User.IsName(name))
            return UserOutcome.Refused($"the user's name is wrong; right are {User.RightName}");
        if (state.Users.TryGetValue(name, out UserEntry? there))
            return new UserOutcome(UserChange.Exists, there.User, $"there is a user '{name}' already");
        return state.Users.Count < UserState.MostUsers ? null : UserOutcome.Refused($"there are {UserState.MostUsers} users, and no more can be; remove one");
    }

    /// <summary>Holds from the next request on, also for tokens that are there.</summary>
    /// <param name="version">The version that it is meant for; null: any.</param>
    public UserOutcome SetRole(string name, Role role, long? version) => Change(name, version, (state, entry) =>
        role != Role.Admin && state.IsLastAdmin(name) ? null : state.With(entry with { User = entry.User with { Role = role } }));

    /// <summary>Ends the user's tokens too.</summary>
    public UserOutcome Remove(string name, long? version) => Change(name, version, (state, _) => state.IsLastAdmin(name) ? null : state.Without(name));

    /// <summary>Ends the user's tokens too.</summary>
    public UserOutcome SetPassword(string name, string hash, long? version) => Change(name, version, (state, entry) => WithPassword(state, entry, hash));

    /// <summary>The same where the old hash is still this one; null where it isn't.</summary>
    public UserEntry? ReplacePassword(string name, string oldHash, string hash) => file.Change(state =>
    {
        if (!state.Users.TryGetValue(name, out UserEntry? entry) || entry.PasswordHash != oldHash)
            return (state, null);
        UserState next = WithPassword(state, entry, hash);
        return (next, (UserEntry?)next.Users[name]);
    });

    /// <summary>The same password, hashed anew: nothing that anybody sees.</summary>
    public void Rehash(string name, string oldHash, string hash) => file.Change(state =>
        state.Users.TryGetValue(name, out UserEntry? entry) && entry.PasswordHash == oldHash
            ? (state with { Users = state.Users.SetItem(name, entry with { PasswordHash = hash }) }, true)
            : (state, false));

    /// <summary>Ends all tokens of a user.</summary>
    public UserOutcome EndTokens(string name) => Change(name, null, (state, _) => state.WithoutTokensOf(name));

    /// <summary>Ends one token.</summary>
    public void Revoke(RevokedToken token) => file.Change(state =>
        state.Users.ContainsKey(token.User) && !state.Revoked.ContainsKey(token.Id) ? (Tidy(state).WithRevoked(token), true) : (state, false));

    // Null of the change: it would take the last admin away.
    private UserOutcome Change(string name, long? version, Func<UserState, UserEntry, UserState?> change) => file.Change(state =>
    {
        if (!state.Users.TryGetValue(name, out UserEntry? entry))
            return (state, UserOutcome.Unknown(name));
        if (version is { } meant && meant != entry.User.Version)
            return (state, new UserOutcome(UserChange.Stale, entry.User, $"user '{name}' was changed meanwhile (version {entry.User.Version}, not {meant}); look again"));
        if (change(Tidy(state), entry) is not { } next)
            return (state, new UserOutcome(UserChange.LastAdmin, entry.User, $"'{name}' is the last admin; make another user admin first"));
        return (next, UserOutcome.Done(next.Users.GetValueOrDefault(name, entry).User));
    });

    private UserState WithPassword(UserState state, UserEntry entry, string hash) =>
        state.With(entry with { PasswordHash = hash, User = entry.User with { PasswordChanged = Now } }).WithoutTokensOf(entry.User.Name);

    private UserState Tidy(UserState state) => state.WithoutExpired(time.GetUtcNow().ToUnixTimeSeconds());

    private UserEntry NewEntry(string name, Role role, string hash) => new(new User(name, role, 0, Now, Now), hash, UserEntry.NewEpoch());
}
