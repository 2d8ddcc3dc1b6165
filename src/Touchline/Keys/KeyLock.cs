using System.Security.Cryptography;
using System.Text;
using Touchline.Core;

namespace Touchline.Keys;

/// <summary>
/// What opens keys: a pass phrase or a key file. An entry's AES-256 key is PBKDF2-SHA256 of the pass phrase, or HKDF-SHA256 of the file's bytes, each with the entry's own salt.
/// </summary>
internal sealed class KeyLock
{
    /// <summary>What OWASP asks of PBKDF2 with SHA-256 at least.</summary>
    public const int Iterations = 600_000;

    public const int KeyFileBytes = 32;

    /// <summary>Fewer characters are guessed soon.</summary>
    public const int LeastPassPhrase = 8;

    private const int KeyBytes = 32;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly byte[] _material;

    private KeyLock(byte[] material, bool isKeyFile)
    {
        _material = material;
        IsKeyFile = isKeyFile;
    }

    public bool IsKeyFile { get; }

    /// <exception cref="BadInputException">It is too short for a new key.</exception>
    public static KeyLock OfPassPhrase(string passPhrase, bool isNew)
    {
        if (isNew && passPhrase.Length < LeastPassPhrase)
            throw new BadInputException($"the pass phrase has {passPhrase.Length} characters; {LeastPassPhrase} or more are right");
        return new KeyLock(Encoding.UTF8.GetBytes(passPhrase), isKeyFile: false);
    }

    /// <exception cref="BadInputException">The file can't be read, is none of ours, or others may read it.</exception>
    public static KeyLock OfFile(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"key file {path}: {e.Message}", e);
        }

        if (bytes.Length != KeyFileBytes)
            throw new BadInputException($"key file {path} has {bytes.Length} bytes; {KeyFileBytes} random ones are right, as 'touchline keys add --key-file' makes them");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
            throw new BadInputException($"key file {path} can be read or written by others; right is: chmod 600 {path}");
        return new KeyLock(bytes, isKeyFile: true);
    }

    /// <summary>A new file of random bytes that only its owner may read.</summary>
    /// <exception cref="BadInputException">It can't be made.</exception>
    public static void CreateFile(string path)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(path, options);
            file.Write(RandomNumberGenerator.GetBytes(KeyFileBytes));
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"key file {path} can't be made: {e.Message}", e);
        }
    }

    public byte[] KeyOf(ReadOnlySpan<byte> salt, int iterations)
    {
        if (!IsKeyFile)
            return Rfc2898DeriveBytes.Pbkdf2(_material, salt, iterations, HashAlgorithmName.SHA256, KeyBytes);
        byte[] key = new byte[KeyBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _material, key, salt, "touchline keys"u8);
        return key;
    }
}
