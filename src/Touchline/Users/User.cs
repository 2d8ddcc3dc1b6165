namespace Touchline.Users;

/// <summary>A user as others may see it.</summary>
/// <param name="Version">Another number after each change, never used twice in a file: for ETags.</param>
/// <param name="Created">UTC, whole seconds, as are other times.</param>
internal sealed record User(string Name, Role Role, long Version, DateTimeOffset Created, DateTimeOffset PasswordChanged)
{
    private const int MostNameLength = 32;

    /// <summary>What a right name is.</summary>
    public const string RightName = "1 to 32 of a-z, 0-9, '.', '_' and '-', a letter or digit first";

    public static bool IsName(string name) => name.Length is > 0 and <= MostNameLength && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-');
}

/// <summary>What became of a change of users.</summary>
internal enum UserChange
{
    Done,

    /// <summary>There is no such user.</summary>
    Unknown,

    /// <summary>There is one of that name already.</summary>
    Exists,

    /// <summary>The user isn't of the version any more that the change was meant for.</summary>
    Stale,

    /// <summary>Nobody could administer afterwards.</summary>
    LastAdmin,

    /// <summary>Name or password isn't right, or there are as many users as there may be.</summary>
    Refused,

    /// <summary>Too many passwords are being hashed: again in a moment.</summary>
    Busy,
}

/// <summary>The answer to a change of users.</summary>
/// <param name="User">As it is now (removed: as it was); null where there is none.</param>
/// <param name="Why">Why it isn't done; null when it is.</param>
internal sealed record UserOutcome(UserChange Change, User? User, string? Why)
{
    public bool IsDone => Change == UserChange.Done;

    public static UserOutcome Done(User user) => new(UserChange.Done, user, null);

    public static UserOutcome Unknown(string name) => new(UserChange.Unknown, null, User.IsName(name) ? $"there is no user '{name}'" : $"there is no such user; names are {User.RightName}");

    public static UserOutcome Refused(string why) => new(UserChange.Refused, null, why);
}

/// <summary>Who a token speaks for.</summary>
/// <param name="Role">As the file of users has it now.</param>
/// <param name="TokenId">The token's own name.</param>
internal sealed record Principal(string Name, Role Role, string TokenId, DateTimeOffset Expires)
{
    /// <summary>Another one once all of the user's earlier tokens have ended, and never one that somebody of the same name had before.</summary>
    public string Epoch { get; init; } = "";

    public bool May(Role least) => Role >= least;
}
