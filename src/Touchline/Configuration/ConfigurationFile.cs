using System.Text;
using Touchline.Core;

namespace Touchline.Configuration;

/// <summary>The text of a configuration file. Its size is bounded, because a pipe or device may be given for it.</summary>
internal static class ConfigurationFile
{
    private const int MostBytes = 1 << 20;

    /// <param name="path">Where it is.</param>
    /// <param name="name">What the user calls it.</param>
    /// <exception cref="BadInputException">It can't be read, is too large or isn't UTF-8.</exception>
    public static string Read(string path, string name)
    {
        if (Directory.Exists(path))
            throw new BadInputException($"{name} is a folder; give a file");
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[MostBytes + 1];
            int count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (count > MostBytes)
                throw new BadInputException($"{name} is larger than {MostBytes >> 20} MiB; that is no configuration");
            var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
            return utf8.GetString(bytes.AsSpan(0, count)).TrimStart('\uFEFF');
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadInputException($"{name}: no such file", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new BadInputException($"{name} isn't UTF-8 text", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new BadInputException($"can't read {name}: {e.Message}", e);
        }
    }
}
