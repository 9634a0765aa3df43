namespace DiffusionCourse.Inference;

/// <summary>When the VAE decodes a picture in overlapping tiles, which take less memory. Pictures are always decoded one by one.</summary>
public enum VaeTiling
{
    /// <summary>Whole; in tiles only where memory does not suffice, with a notice.</summary>
    Auto,

    /// <summary>In tiles wherever the picture is larger than one.</summary>
    Always,

    /// <summary>Whole; too little memory is an error.</summary>
    Never,
}
