namespace Touchline.Keys;

/// <summary>A venue's API key as it is used. Never printed, never logged.</summary>
/// <param name="Kind">hmac, ed25519 or rsa.</param>
/// <param name="ApiKey">As the venue gave it.</param>
/// <param name="Secret">hmac: the secret. Else the private key, PEM.</param>
internal sealed record VenueKey(string Name, string Venue, string Kind, string ApiKey, string Secret)
{
    public static IReadOnlyList<string> Kinds { get; } = ["hmac", "ed25519", "rsa"];

    public override string ToString() => $"key '{Name}' for {Venue}";
}

/// <summary>What a key file tells of a key without being opened.</summary>
/// <param name="IsUnderKeyFile">It opens with a key file; else with a pass phrase.</param>
/// <param name="AddedAt">UTC.</param>
internal sealed record VenueKeyEntry(string Name, string Venue, string Kind, bool IsUnderKeyFile, DateTimeOffset AddedAt);
