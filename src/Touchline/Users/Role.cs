namespace Touchline.Users;

/// <summary>What a user may do: each also what those before it may.</summary>
internal enum Role
{
    /// <summary>Looks.</summary>
    Viewer = 1,

    /// <summary>Trades.</summary>
    Trader = 2,

    /// <summary>Decides what runs and who comes in.</summary>
    Admin = 3,
}

/// <summary>Roles as texts.</summary>
internal static class Roles
{
    /// <summary>What a right text is.</summary>
    public const string Right = "viewer, trader or admin";

    public static string Text(this Role role) => role switch
    {
        Role.Viewer => "viewer",
        Role.Trader => "trader",
        _ => "admin",
    };

    public static bool TryParse(string text, out Role role)
    {
        role = Array.Find(Enum.GetValues<Role>(), r => r.Text() == text);
        return role != default;
    }
}
