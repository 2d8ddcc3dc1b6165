namespace Touchline.Users;

/// <summary>How users come in.</summary>
internal sealed record UserAccessOptions
{
    /// <summary>How long a token holds.</summary>
    public TimeSpan TokenLife { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Of PBKDF2, for each password.</summary>
    public int Iterations { get; init; } = Passwords.UsualIterations;

    /// <summary>Passwords hashed at once: half of the cores stays for trading.</summary>
    public int HashesAtOnce { get; init; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 2);

    /// <summary>The same for who comes from the machine itself, besides.</summary>
    public int HashesAtMachine { get; init; } = 1;

    /// <summary>Logins that wait for a place besides; from the machine itself so many more.</summary>
    public int MostWaiting { get; init; } = 8;

    /// <summary>Of those from outside, so many may be from one address.</summary>
    public int MostWaitingOfAddress { get; init; } = 2;

    /// <summary>How long they do.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(3);
}
