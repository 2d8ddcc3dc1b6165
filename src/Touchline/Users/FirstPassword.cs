using System.Security.Cryptography;
using Touchline.Configuration;
using Touchline.Core;

namespace Touchline.Users;

/// <summary>The password of the first user: the operator's, else one made up.</summary>
internal static class FirstPassword
{
    public const string UserName = "admin";

    /// <summary>The environment or <c>.env</c> may have it under this name. It is read when the file of users is made, and not again.</summary>
    public const string Variable = "APP_PASSWORD";

    // Without i, l, o and u, which are mistaken for others.
    private const string Letters = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Groups = 5, GroupLength = 5;

    /// <summary>125 random bits in groups that can be read out.</summary>
    public static string New() => string.Join('-', Enumerable.Range(0, Groups).Select(_ => RandomNumberGenerator.GetString(Letters, GroupLength)));

    /// <exception cref="BadInputException">It can't be a password.</exception>
    public static string Of(Variable given) => Passwords.FaultOf(given.Value) is { } fault ? throw new BadInputException($"{given.Place}: {fault}") : given.Value;
}
