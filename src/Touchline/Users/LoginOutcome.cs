namespace Touchline.Users;

/// <summary>What became of a login or of a change of one's own password.</summary>
internal abstract record LoginOutcome
{
    private LoginOutcome()
    {
    }

    /// <summary>It was right.</summary>
    /// <param name="Expires">From then on the token isn't taken.</param>
    internal sealed record In(string Token, DateTimeOffset Expires, User User) : LoginOutcome
    {
        public override string ToString() => $"in: {User.Name}";
    }

    /// <summary>Name or password is wrong; which, nobody is told.</summary>
    internal sealed record Wrong : LoginOutcome;

    /// <summary>Too many were wrong in a row.</summary>
    internal sealed record Locked(TimeSpan RetryAfter) : LoginOutcome;

    /// <summary>Too many come at once.</summary>
    internal sealed record Busy(TimeSpan RetryAfter) : LoginOutcome;

    /// <summary>The new password can't be one.</summary>
    internal sealed record Refused(string Why) : LoginOutcome;

    /// <summary>The file of users can't be read or written. The reason is the operator's, not the caller's.</summary>
    internal sealed record Unavailable(string Why) : LoginOutcome;
}
