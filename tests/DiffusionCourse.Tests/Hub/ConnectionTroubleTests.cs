using DiffusionCourse.Models.Hub;

namespace DiffusionCourse.Tests.Hub;

/// <summary>What the network says of a failure, with nothing secret in it.</summary>
public sealed class ConnectionTroubleTests
{
    [Theory]
    [InlineData("The proxy tunnel request to proxy 'http://user:p@ss@127.0.0.1:8931/' failed with status code '501'.\"", "The proxy tunnel request to proxy 'http://127.0.0.1:8931/' failed with status code '501'")]
    [InlineData("The proxy tunnel request to proxy 'http://user:it's \"my\" secret@127.0.0.1:8931/' failed with status code '501'.", "The proxy tunnel request to proxy 'http://127.0.0.1:8931/' failed with status code '501'")]
    [InlineData("Connection refused (127.0.0.1:1)", "Connection refused (127.0.0.1:1)")]
    public void A_password_is_left_out(string message, string expected) => Assert.Equal(expected, ConnectionTrouble.Reason(new HttpRequestException(message)));
}
