namespace DiffusionCourse.Models;

/// <summary>What a pull is doing.</summary>
public enum PullPhase
{
    /// <summary>Asking the hub what there is.</summary>
    Listing,

    /// <summary>Waiting for another process that pulls the same model.</summary>
    Waiting,

    /// <summary>Hashing what is here.</summary>
    Checking,

    /// <summary>Fetching files.</summary>
    Downloading,

    /// <summary>Finished.</summary>
    Done,
}
