global using Kernels;
global using Makemore;
global using Micrograd;
