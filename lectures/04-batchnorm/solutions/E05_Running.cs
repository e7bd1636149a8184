// Sampling one name at a time
//
// Training went well, but as soon as the network writes names, one at a time, it writes nonsense. A single name has no batch to take the
// mean of; so each step of training updates running means as below, and sampling uses them. They stay near zero, whatever the batches'
// means are. Find what is wrong with the update; momentum is 0.001 in the lecture.
//? After many batches with a mean of 5, what should the running mean be? What is it here?
//? A running mean keeps most of what it was: (1 - momentum) of it, and takes momentum of the new.
//? running[j] = ((1 - momentum) * running[j]) + (momentum * batch[j]);
namespace Exercises;

public static class Running
{
    public static double[] Update(double[] running, double[] batch, double momentum)
    {
        for (int j = 0; j < running.Length; j++)
        {
            // <solution>
            running[j] = ((1 - momentum) * running[j]) + (momentum * batch[j]);
            // <skeleton>
            // running[j] = momentum * (running[j] + batch[j]);
            // </solution>
        }

        return running;
    }
}
