# SPDX-License-Identifier: GPL-2.0
# The plots of make bench, of the data in dir; stock is red, ours is blue.
set terminal svg size 720,440 font "sans,12" background "white"
set key left top noenhanced
set grid
set datafile missing "?"
set style line 1 lc rgb "#c0392b" lw 2 pt 7 ps 0.6
set style line 2 lc rgb "#2166ac" lw 2 pt 5 ps 0.6
have(name) = system("test -s ".dir."/".name.".dat && echo 1") eq "1"
file(name) = dir."/".name.".dat"

set logscale xy
set xlabel "size, MiB"
set ylabel "instructions"
set format y "10^{%T}"
set xtics (8, 16, 32, 64, 128, 256, 512)
set xrange [6:700]
if (have("load")) {
	set output dir."/load.svg"
	set title "Cost of a load, free memory"
	plot file("load") using 1:2 with linespoints ls 1 title "kexec_load, stock", \
	     "" using 1:3 with linespoints ls 2 title "kexec_load, ours", \
	     file("file") using 1:2 with linespoints ls 1 dt 2 title "kexec_file_load, stock", \
	     "" using 1:3 with linespoints ls 2 dt 2 title "kexec_file_load, ours"
}
if (have("collide-shuffled")) {
	set output dir."/collide.svg"
	set title "Cost of a load over nearly all free memory"
	orders = "shuffled up down"
	plot for [i=1:3] file("collide-".word(orders, i)) using 1:2 with linespoints ls 1 dt i \
		title "stock, released ".word(orders, i), \
	     for [i=1:3] file("collide-".word(orders, i)) using 1:3 with linespoints ls 2 dt i \
		title "ours, released ".word(orders, i)
}
unset logscale
set xtics (0, 64, 128, 256, 512)
set xrange [0:560]
set yrange [0:*]
set format y "%.0f"
if (have("jump-claimed")) {
	set output dir."/jump.svg"
	set title "From reboot(2) to the target's first instruction"
	set ylabel "instructions, millions"
	plot file("jump-claimed") using 1:($2/1e6) with linespoints ls 1 title "stock, free", \
	     "" using 1:($3/1e6) with linespoints ls 2 title "ours, free (claimed)", \
	     file("jump-staged") using 1:($2/1e6) with linespoints ls 1 dt 2 title "stock, taken", \
	     "" using 1:($3/1e6) with linespoints ls 2 dt 2 title "ours, taken (staged)"
}
if (have("peak")) {
	set output dir."/peak.svg"
	set title "Most memory taken during a load"
	set ylabel "times the size of the image"
	set xlabel ""
	set xtics autofreq
	set xrange [*:*]
	set yrange [0:2.5]
	set format y "%.1f"
	set style data histograms
	set style fill solid 0.8
	set boxwidth 0.8
	plot file("peak") using 2:xtic(1) lc rgb "#c0392b" title "stock", \
	     "" using 3 lc rgb "#2166ac" title "ours"
}
if (have("in-use")) {
	set output dir."/in-use.svg"
	set title "From reboot(2) to the target, 256 MiB, by the state of the machine"
	set ylabel "instructions, millions"
	set xtics autofreq
	set xrange [*:*]
	set yrange [0:*]
	set style data histograms
	set style fill solid 0.8
	set boxwidth 0.8
	plot file("in-use") using ($2/1e6):xtic(1) lc rgb "#c0392b" title "stock", \
	     "" using ($3/1e6) lc rgb "#2166ac" title "ours"
}
if (have("account")) {
	set terminal svg size 900,480
	set output dir."/account.svg"
	set title "From reboot(2) to init: kexec, stock and ours, and a restart by the firmware"
	set ylabel "instructions, millions"
	set xlabel ""
	set key outside right top reverse Left noenhanced autotitle columnhead
	set linetype 9 lc rgb "#888888"
	set xtics autofreq
	set xrange [*:*]
	set yrange [0:*]
	set style data histograms
	set style histogram rowstacked
	set style fill solid 0.8
	set boxwidth 0.6
	plot for [i=2:*] file("account") using (column(i)/1e6):xtic(1)
}
