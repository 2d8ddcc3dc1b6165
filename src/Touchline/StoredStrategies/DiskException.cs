using Touchline.Core;

namespace Touchline.StoredStrategies;

/// <summary>The disk doesn't take what a strategy needs to begin: nothing is wrong with the strategy, nor with who asks for it.</summary>
internal sealed class DiskException(string what, string path, Exception cause)
    : IOException($"{what} {path} can't be written: {cause.Message.TrimEnd('.')}; make room there, or let the program write there, then ask again", cause)
{
    /// <param name="what">What is written, for people.</param>
    /// <exception cref="DiskException">It can't be.</exception>
    public static void Guard(string what, string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadInputException)
        {
            throw new DiskException(what, path, e);
        }
    }
}
