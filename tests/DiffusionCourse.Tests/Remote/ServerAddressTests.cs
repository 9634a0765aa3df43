using DiffusionCourse.Models;
using DiffusionCourse.Remote;

namespace DiffusionCourse.Tests.Remote;

public sealed class ServerAddressTests
{
    [Theory]
    [InlineData("https://school.example/v2", "https://school.example", null, false, 443)]
    [InlineData("http://school.example:8000", "http://school.example:8000", null, false, 8000)]
    [InlineData("https://school.example/triton/v2/models/sd15", "https://school.example/triton", "sd15", false, 443)]
    [InlineData("grpc://school.example", "grpc://school.example:8001", null, true, 8001)]
    [InlineData("grpcs://school.example/sd15", "grpcs://school.example", "sd15", true, 443)]
    [InlineData("grpc://[::1]:9000/v2/models/a%20b", "grpc://[::1]:9000", "a b", true, 9000)]
    [InlineData("HTTPS://School.example/V", "https://school.example/V", null, false, 443)]
    public void An_address_says_way_host_and_prefix(string text, string shown, string? prefix, bool grpc, int port)
    {
        var address = ServerAddress.Parse(text);
        Assert.Equal((shown, prefix, grpc, port), (address.ToString(), address.Prefix, address.IsGrpc, address.Root.Port));
    }

    [Theory]
    [InlineData("https://")]
    [InlineData("https://school.example/v2/models")]
    [InlineData("https://school.example/v2/models/a/b")]
    [InlineData("https://school.example/v2?color=true")]
    [InlineData("https://school.example/v2#part")]
    [InlineData("grpc://school.example/a/b")]
    [InlineData("grpc://school.example/base/v2")]
    [InlineData("http://school.example:99999/v2")]
    public void What_is_none_is_refused_with_the_forms(string text)
        => Assert.Contains("grpc[s]://HOST", Assert.Throws<ModelException>(() => ServerAddress.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_password_in_an_address_is_refused_and_not_repeated()
    {
        var error = Assert.Throws<ModelException>(() => ServerAddress.Parse("https://anna:s3cret@school.example/v2"));
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(ServerSettings.TokenVariable, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_names_servers_and_then_the_model()
    {
        var reference = ServerReference.TryParse(" https://a.example/v2, grpc://b.example:8001 /models/my model ")!;
        Assert.Equal(["https://a.example", "grpc://b.example:8001"], reference.Addresses.Select(address => address.ToString()));
        Assert.Equal("/models/my model", reference.Model);
        Assert.Null(ServerReference.TryParse("https://a.example")!.Model);
        Assert.Null(ServerReference.TryParse("emoji-128"));
        Assert.Null(ServerReference.AddressesIn("local", "--server"));
        Assert.Contains("--server", Assert.Throws<ModelException>(() => ServerReference.AddressesIn("school.example", "--server")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://school.example/v2", true)]
    [InlineData("grpc://192.0.2.7:8001", true)]
    [InlineData("https://school.example/v2", false)]
    [InlineData("http://127.0.0.1:8000/v2", false)]
    [InlineData("grpc://localhost:8001", false)]
    public void A_token_crosses_no_network_in_the_open(string text, bool refused)
    {
        ServerAddress[] addresses = [ServerAddress.Parse("https://b.example/v2"), ServerAddress.Parse(text)];
        foreach (var variable in new[] { ServerSettings.TokenVariable, ServerSettings.HeadersVariable })
        {
            string? Value(string name) => name == variable ? variable == ServerSettings.TokenVariable ? "s3cret" : "x-key: s3cret" : null;
            if (!refused)
            {
                ServerSettings.From(addresses, Value);
                continue;
            }

            var error = Assert.Throws<ModelException>(() => ServerSettings.From(addresses, Value));
            Assert.Contains("encrypted", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_token_goes_to_the_servers_that_stand_beside_it_alone()
    {
        string? Value(string name) => name switch
        {
            ServerReference.Variable => "https://school.example/v2,https://other.school.example/v2",
            ServerSettings.TokenVariable => "s3cret",
            _ => null,
        };
        Assert.Equal("s3cret", ServerSettings.From([ServerAddress.Parse("grpcs://school.example")], Value).Token);
        Assert.Null(ServerSettings.From([ServerAddress.Parse("https://elsewhere.example/v2")], Value).Token);
    }

    [Theory]
    [InlineData(ServerSettings.TokenVariable, "a b")]
    [InlineData(ServerSettings.HeadersVariable, "no colon")]
    [InlineData(ServerSettings.TimeoutVariable, "0")]
    [InlineData(ServerSettings.TimeoutVariable, "soon")]
    [InlineData(ServerSettings.AuthorityVariable, "/nowhere/authority.pem")]
    public void A_variable_that_cannot_be_used_is_named(string variable, string value)
    {
        var error = Assert.Throws<ModelException>(() => ServerSettings.From([ServerAddress.Parse("https://a.example")], name => name == variable ? value : null));
        Assert.Contains(variable, error.Message, StringComparison.Ordinal);
    }
}
