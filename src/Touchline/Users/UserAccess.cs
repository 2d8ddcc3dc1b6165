using System.Net;
using Microsoft.AspNetCore.Identity;
using Touchline.Configuration;
using Touchline.Core;

namespace Touchline.Users;

/// <summary>
/// Who comes in and what he may do: logins, tokens and the users of a file, which other processes may change at the same time. Any thread. Where the file can't be read nobody comes in.
/// </summary>
internal sealed class UserAccess
{
    private readonly UserFile _file;
    private readonly UserStore _store;
    private readonly UserAccessOptions _options;
    private readonly TimeProvider _time;
    private readonly Passwords _passwords;
    private readonly HashGate _gate;
    private readonly LoginThrottle _throttle;

    /// <summary>Looks at nothing yet.</summary>
    /// <param name="path">The file of users.</param>
    public UserAccess(string path, UserAccessOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _file = new UserFile(path);
        _store = new UserStore(_file, time);
        _passwords = new Passwords(options.Iterations);
        _gate = new HashGate(options, time);
        _throttle = new LoginThrottle(time);
    }

    public string Path => _file.Path;

    /// <summary>How many password hashes were computed.</summary>
    public long HashesComputed => _passwords.Computed;

    /// <summary>Why nobody can come in; null when the file of users is in order.</summary>
    public string? Problem
    {
        get
        {
            try
            {
                _ = _store.Current;
                return null;
            }
            catch (BadInputException e)
            {
                return e.Message;
            }
        }
    }

    /// <summary>For a server's start: makes the file with user <c>admin</c> where there is none, and reads it.</summary>
    /// <param name="given">The first user's password, see <see cref="FirstPassword.Variable"/>; null: one is made up.</param>
    /// <param name="tellOnce">Is given a made-up password, to be shown to the operator; it stands nowhere.</param>
    /// <exception cref="BadInputException">The file is damaged or can't be made, others may read it, or the password given is none.</exception>
    public static UserAccess Open(string path, UserAccessOptions options, TimeProvider time, Variable? given, Action<string> tellOnce)
    {
        var access = new UserAccess(path, options, time);
        if (!access._file.Exists)
        {
            string password = given is null ? FirstPassword.New() : FirstPassword.Of(given);
            if (access._store.Create(FirstPassword.UserName, () => access._passwords.Hash(password)) && given is null)
                tellOnce(password);
        }

        _ = access._store.Current;
        return access;
    }

    /// <param name="address">Where it comes from; null: not known.</param>
    public Task<LoginOutcome> Login(string name, string password, IPAddress? address, CancellationToken cancel = default) => WithPassword(name, password, address, In, cancel);

    /// <summary>Ends the user's tokens; the answer has a new one. Wrong old passwords count as wrong logins.</summary>
    public async Task<LoginOutcome> ChangePassword(string name, string oldPassword, string newPassword, IPAddress? address, CancellationToken cancel = default)
    {
        if (Passwords.FaultOf(newPassword) is { } fault)
            return new LoginOutcome.Refused(fault);
        if (newPassword == oldPassword)
            return new LoginOutcome.Refused("the new password is the old one; another one is right");
        return await WithPassword(name, oldPassword, address, Change, cancel);

        // Null: somebody else has just changed it.
        LoginOutcome Change(UserState state, UserEntry entry) =>
            _store.ReplacePassword(name, entry.PasswordHash, _passwords.Hash(newPassword)) is { } changed ? In(state, changed) : new LoginOutcome.Wrong();
    }

    /// <summary>A token for a machine that only looks, without a login. It ends as a login's does, and with the user's password.</summary>
    /// <exception cref="BadInputException">There is no such user or its role may do more than look; the file can't be read.</exception>
    public string Issue(string name, TimeSpan life)
    {
        UserState state = _store.Current;
        UserEntry entry = state.Users.GetValueOrDefault(name) ?? throw new BadInputException(UserOutcome.Unknown(name).Why!);
        if (entry.User.Role != Role.Viewer)
            throw new BadInputException($"'{name}' is {entry.User.Role.Text()}, whose tokens are of logins alone; make a user of role {Role.Viewer.Text()} for what only looks");
        DateTimeOffset now = _time.GetUtcNow();
        return Tokens.Write(new TokenClaims(name, TokenClaims.NewId(), entry.Epoch, now, now + life), state.Secret);
    }

    /// <summary>Whom a token speaks for, now; null: nobody. Never throws, whatever it is.</summary>
    public Principal? Verify(string? token)
    {
        if (token is null || token.Length > Tokens.MostLength)
            return null;
        try
        {
            UserState state = _store.Current;
            return Tokens.Read(token, state.Secret, _time.GetUtcNow()) is { } claims && state.Users.TryGetValue(claims.User, out UserEntry? entry)
                && entry.Epoch == claims.Epoch && !state.Revoked.ContainsKey(claims.Id)
                ? new Principal(claims.User, entry.User.Role, claims.Id, claims.Expires) { Epoch = entry.Epoch }
                : null;
        }
        catch (BadInputException)
        {
            return null; // the file; Problem says why
        }
    }

    /// <summary>Ends a token.</summary>
    /// <returns>False: it didn't hold anyway.</returns>
    /// <exception cref="BadInputException">The file can't be written: the token goes on.</exception>
    public bool Revoke(string? token)
    {
        if (Verify(token) is not { } principal)
            return false;
        _store.Revoke(new RevokedToken(principal.TokenId, principal.Name, principal.Expires.ToUnixTimeSeconds()));
        return true;
    }

    /// <summary>Ends all tokens of a user.</summary>
    /// <exception cref="BadInputException">The file can't be read or written.</exception>
    public UserOutcome RevokeAll(string name) => _store.EndTokens(name);

    /// <summary>By name.</summary>
    /// <exception cref="BadInputException">The file can't be read.</exception>
    public IReadOnlyList<User> Users => [.. _store.Current.Users.Values.Select(e => e.User)];

    /// <summary>Null: there is none of that name.</summary>
    /// <exception cref="BadInputException">The file can't be read.</exception>
    public User? Find(string name) => _store.Current.Users.GetValueOrDefault(name)?.User;

    /// <exception cref="BadInputException">The file can't be read or written.</exception>
    public Task<UserOutcome> Add(string name, Role role, string password, CancellationToken cancel = default) =>
        Hashed(password, () => UserStore.WhyNot(_store.Current, name), hash => _store.Add(name, role, hash), cancel);

    /// <summary>The first user, in a file that isn't there yet.</summary>
    /// <returns>Null: there is a file.</returns>
    /// <exception cref="BadInputException">The file can't be written.</exception>
    public UserOutcome? AddFirst(string name, string password)
    {
        if (_file.Exists)
            return null;
        if (!User.IsName(name))
            return UserOutcome.Refused($"the user's name is wrong; right are {User.RightName}");
        if (Passwords.FaultOf(password) is { } fault)
            return UserOutcome.Refused(fault);
        return _store.Create(name, () => _passwords.Hash(password)) ? UserOutcome.Done(Find(name)!) : null;
    }

    /// <summary>Without the old one, for an admin; ends the user's tokens.</summary>
    /// <param name="version">The version of the user that it is meant for; null: any.</param>
    /// <exception cref="BadInputException">The file can't be read or written.</exception>
    public Task<UserOutcome> SetPassword(string name, string password, long? version = null, CancellationToken cancel = default) =>
        Hashed(password, () => Find(name) is null ? UserOutcome.Unknown(name) : null, hash => _store.SetPassword(name, hash, version), cancel);

    /// <summary>Holds at once, also for the user's tokens.</summary>
    /// <param name="version">As of <see cref="SetPassword"/>.</param>
    /// <exception cref="BadInputException">The file can't be read or written.</exception>
    public UserOutcome SetRole(string name, Role role, long? version = null) => _store.SetRole(name, role, version);

    /// <summary>Ends the user's tokens too.</summary>
    /// <param name="version">As of <see cref="SetPassword"/>.</param>
    /// <exception cref="BadInputException">The file can't be read or written.</exception>
    public UserOutcome Remove(string name, long? version = null) => _store.Remove(name, version);

    private async Task<UserOutcome> Hashed(string password, Func<UserOutcome?> whyNot, Func<string, UserOutcome> change, CancellationToken cancel)
    {
        if (whyNot() is { } refused)
            return refused;
        if (Passwords.FaultOf(password) is { } fault)
            return UserOutcome.Refused(fault);
        // Only an admin, or who is at the machine, comes this far.
        using HashGate.Place? place = await _gate.Enter(LoginAddress.Loopback, cancel);
        return place is null
            ? new UserOutcome(UserChange.Busy, null, $"too many passwords are being hashed; try again in {_gate.RetryAfter.TotalSeconds:0} s")
            : change(_passwords.Hash(password));
    }

    private async Task<LoginOutcome> WithPassword(string name, string password, IPAddress? address, Func<UserState, UserEntry, LoginOutcome> then, CancellationToken cancel)
    {
        try
        {
            // Looked at before too, so that who is locked out takes no place.
            if (_throttle.LockedFor(name, address, _store.Current.Users.GetValueOrDefault(name)?.PasswordHash) is { } already)
                return new LoginOutcome.Locked(already);
            using HashGate.Place? place = await _gate.Enter(LoginAddress.KeyOf(address), cancel);
            if (place is null)
                return new LoginOutcome.Busy(_gate.RetryAfter);
            UserState state = _store.Current;
            UserEntry? entry = state.Users.GetValueOrDefault(name);
            if (_throttle.Begin(name, address, entry?.PasswordHash) is { } wait)
                return new LoginOutcome.Locked(wait);
            PasswordVerificationResult verdict = _passwords.Verify(entry?.PasswordHash, password);
            if (entry is null || verdict == PasswordVerificationResult.Failed)
                return new LoginOutcome.Wrong();
            _throttle.Right(name, address, entry.PasswordHash);
            if (verdict == PasswordVerificationResult.SuccessRehashNeeded)
                entry = Rehashed(entry, password);
            return then(state, entry);
        }
        catch (BadInputException e)
        {
            return new LoginOutcome.Unavailable(e.Message);
        }
    }

    // Of a program that hashed with fewer iterations. Where it can't be written it stays as it is: the login was right.
    private UserEntry Rehashed(UserEntry entry, string password)
    {
        try
        {
            string hash = _passwords.Hash(password);
            _store.Rehash(entry.User.Name, entry.PasswordHash, hash);
            return entry with { PasswordHash = hash };
        }
        catch (BadInputException)
        {
            return entry;
        }
    }

    private LoginOutcome In(UserState state, UserEntry entry)
    {
        DateTimeOffset now = _time.GetUtcNow();
        var expires = DateTimeOffset.FromUnixTimeSeconds((now + _options.TokenLife).ToUnixTimeSeconds());
        return new LoginOutcome.In(Tokens.Write(new TokenClaims(entry.User.Name, TokenClaims.NewId(), entry.Epoch, now, expires), state.Secret), expires, entry.User);
    }
}
