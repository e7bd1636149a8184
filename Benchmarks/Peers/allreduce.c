/* The engine's own sum over all ranks: MPI_Allreduce of as many floats as the argument says, into other memory and in place. The first
   rank prints the seconds of the faster of both, the median of many. Ours does the same in Rows/ReductionRows.cs. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

#define MOST 100000
#define SUMS 10 /* one after another, as a step has them; then ranks meet */

static double seconds[MOST];

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(const void *from, float *into, int count, double patience)
{
    int rounds = 0, more = 1;
    double begin = MPI_Wtime();
    while (more) {
        MPI_Barrier(MPI_COMM_WORLD);
        double start = MPI_Wtime();
        for (int i = 0; i < SUMS; i++)
            MPI_Allreduce(from, into, count, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
        seconds[rounds++] = (MPI_Wtime() - start) / SUMS;
        more = rounds < MOST && MPI_Wtime() - begin < patience;
        MPI_Bcast(&more, 1, MPI_INT, 0, MPI_COMM_WORLD);
    }
    qsort(seconds, rounds, sizeof seconds[0], ascending);
    return seconds[rounds / 2];
}

int main(int argc, char **argv)
{
    MPI_Init(&argc, &argv);
    int rank, count = argc > 1 ? atoi(argv[1]) : 1 << 20;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    float *from = calloc(count, sizeof *from), *into = calloc(count, sizeof *into);
    for (int i = 0; i < count; i++)
        from[i] = into[i] = 0; /* touches the memory, which is slow the first time */
    median(from, into, count, 0.1);
    double apart = median(from, into, count, 0.2), in_place = median(MPI_IN_PLACE, into, count, 0.2);
    if (rank == 0)
        printf("%.9g\n", apart < in_place ? apart : in_place);
    MPI_Finalize();
    return 0;
}
