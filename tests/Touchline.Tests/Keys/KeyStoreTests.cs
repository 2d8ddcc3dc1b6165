using System.Text.Json.Nodes;
using Touchline.Core;
using Touchline.Keys;

namespace Touchline.Tests.Keys;

public sealed class KeyStoreTests : IDisposable
{
    private const string PassPhrase = "correct horse battery";

    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly VenueKey Key = new("main", "binance", "hmac", "fakeApiKey0001", "fakeSecret0001");

    private readonly string _folder = Directory.CreateTempSubdirectory("touchline-keys").FullName;

    private string Path => System.IO.Path.Combine(_folder, "sub", "keys.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_key_comes_back_as_it_was_and_nothing_of_it_stands_in_the_file()
    {
        Save(Key);
        string text = File.ReadAllText(Path);
        Assert.DoesNotContain("fakeApiKey", text);
        Assert.DoesNotContain("fakeSecret", text);
        KeyStore store = KeyStore.Open(Path);
        Assert.Equal(new VenueKeyEntry("main", "binance", "hmac", false, Now), Assert.Single(store.Entries));
        Assert.Equal(Key, store.Unlock("main", PassPhraseLock()));
        Assert.DoesNotContain("fake", Key.ToString());
    }

    [Fact]
    public void The_wrong_pass_phrase_or_the_wrong_kind_of_lock_opens_nothing()
    {
        Save(Key);
        KeyStore store = KeyStore.Open(Path);
        Assert.Contains("the pass phrase is wrong", Assert.Throws<BadInputException>(() => store.Unlock("main", KeyLock.OfPassPhrase("correct horse batterz", false))).Message);
        Assert.Contains("opens with a pass phrase", Assert.Throws<BadInputException>(() => store.Unlock("main", FileLock())).Message);
        Assert.Contains("there are main", Assert.Throws<BadInputException>(() => store.Unlock("other", PassPhraseLock())).Message);
    }

    [Theory]
    [InlineData("name", "other")]
    [InlineData("venue", "bybit")]
    [InlineData("kind", "rsa")]
    [InlineData("salt", "AAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("nonce", "AAAAAAAAAAAAAAAA")]
    [InlineData("nonce", "AAAA")]
    [InlineData("sealed", "AAAA")]
    [InlineData("sealed", "no base64")]
    [InlineData("tag", "AAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("tag", "AA==")]
    [InlineData("iterations", 1)]
    [InlineData("iterations", 0)]
    [InlineData("iterations", int.MaxValue)]
    public void An_entry_that_was_changed_doesnt_open(string field, object value)
    {
        Save(Key);
        JsonNode file = JsonNode.Parse(File.ReadAllText(Path))!;
        file["keys"]![0]![field] = value is int number ? number : (string)value;
        File.WriteAllText(Path, file.ToJsonString());
        KeyStore store = KeyStore.Open(Path);
        string name = store.Entries[0].Name;
        Assert.Contains($"key '{name}'", Assert.Throws<BadInputException>(() => store.Unlock(name, PassPhraseLock())).Message);
    }

    [Fact]
    public void A_key_file_opens_its_keys_and_another_one_doesnt()
    {
        KeyStore store = KeyStore.Open(Path);
        KeyLock one = FileLock("one");
        store.Add(Key, one, Now);
        Assert.Equal(Key, store.Unlock("main", one));
        Assert.Contains("doesn't open with this key file", Assert.Throws<BadInputException>(() => store.Unlock("main", FileLock("two"))).Message);
        Assert.Contains("opens with a key file", Assert.Throws<BadInputException>(() => store.Unlock("main", PassPhraseLock())).Message);
    }

    [Fact]
    public void Two_entries_of_one_secret_have_nothing_in_common()
    {
        KeyStore store = KeyStore.Open(Path);
        KeyLock with = PassPhraseLock();
        store.Add(Key, with, Now);
        store.Add(Key with { Name = "again" }, with, Now);
        store.Save();
        JsonArray keys = JsonNode.Parse(File.ReadAllText(Path))!["keys"]!.AsArray();
        foreach (string field in (string[])["salt", "nonce", "sealed", "tag"])
            Assert.NotEqual((string)keys[0]![field]!, (string)keys[1]![field]!);
    }

    [Fact]
    public void Names_are_taken_once_and_removed_names_are_gone()
    {
        Save(Key);
        KeyStore store = KeyStore.Open(Path);
        Assert.Contains("a key 'main' already", Assert.Throws<BadInputException>(() => store.Add(Key, PassPhraseLock(), Now)).Message);
        Assert.Contains("letters, digits", Assert.Throws<BadInputException>(() => store.Add(Key with { Name = "a b" }, PassPhraseLock(), Now)).Message);
        store.Remove("main");
        store.Save();
        Assert.Empty(KeyStore.Open(Path).Entries);
        Assert.Contains("there is none", Assert.Throws<BadInputException>(() => store.Remove("main")).Message);
    }

    [Fact]
    public void Files_are_for_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        File.WriteAllText(Path + ".partial", "left behind, for everybody to read");
        File.SetUnixFileMode(Path + ".partial", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Save(Key);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        string keyFile = System.IO.Path.Combine(_folder, "open");
        KeyLock.CreateFile(keyFile);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(keyFile));
        File.SetUnixFileMode(keyFile, File.GetUnixFileMode(keyFile) | UnixFileMode.OtherRead);
        Assert.Contains("chmod 600", Assert.Throws<BadInputException>(() => KeyLock.OfFile(keyFile)).Message);
    }

    [Fact]
    public void What_cant_be_right_is_refused_with_its_name()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        foreach (string text in (string[])["", "[]", "{}", """{"version": 1}""", """{"version": 1, "keys": [{}]}""", """{"version": 1, "keys": [5]}"""])
        {
            File.WriteAllText(Path, text);
            Assert.StartsWith($"{Path} is no file of keys as docs/keys.md has it", Assert.Throws<BadInputException>(() => KeyStore.Open(Path)).Message);
        }

        File.WriteAllText(Path, """{"version": 9, "keys": []}""");
        Assert.Contains("version 9", Assert.Throws<BadInputException>(() => KeyStore.Open(Path)).Message);
        Assert.Contains("8 or more", Assert.Throws<BadInputException>(() => KeyLock.OfPassPhrase("short", isNew: true)).Message);
        string wrong = System.IO.Path.Combine(_folder, "wrong");
        File.WriteAllText(wrong, "x");
        Assert.Contains("32 random ones", Assert.Throws<BadInputException>(() => KeyLock.OfFile(wrong)).Message);
    }

    private static KeyLock PassPhraseLock() => KeyLock.OfPassPhrase(PassPhrase, isNew: true);

    private KeyLock FileLock(string name = "key")
    {
        string path = System.IO.Path.Combine(_folder, name);
        KeyLock.CreateFile(path);
        return KeyLock.OfFile(path);
    }

    private void Save(VenueKey key)
    {
        KeyStore store = KeyStore.Open(Path);
        store.Add(key, PassPhraseLock(), Now);
        store.Save();
    }
}
