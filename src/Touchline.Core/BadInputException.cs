namespace Touchline.Core;

/// <summary>
/// The user's input (a file, an option, a setting) is wrong. The message names the input and what would be right; the program
/// prints it alone and exits with code 2. Never thrown on the hot path, never for a bug.
/// </summary>
public sealed class BadInputException : Exception
{
    public BadInputException(string message) : base(message)
    {
    }

    public BadInputException(string message, Exception inner) : base(message, inner)
    {
    }
}
